import { act, type Call, each, type Program, type Programs, touch, touches } from '../call.ts';
import { type Arg, type Deed, HERE, word } from '../deed.ts';
import { hostOf, reach, reachHost } from '../hosts.ts';
import { readOptions } from '../options.ts';
import { joined } from '../words.ts';

/** Programs that reach other machines. */
export const network: Programs = {
  curl,
  wget,
  ...each('http https xh httpie', (call) => {
    const options = readOptions(call.args, 'a auth o output session download-dir verify cert cert-key');
    const target = options.operands.find(({ text }) => !/^[A-Z]+$/.test(text));
    return [
      ...(target ? [reach(call, target)] : []),
      ...touches(call, 'write', options.values('o', 'output')),
      ...fileItems(call, options.operands),
    ];
  }),
  ssh: (call) => {
    const options = readOptions(call.args.slice(0, 100), 'b c D E e F I i J L l m O o p Q R S W w B P');
    const [host, ...command] = options.operands;
    if (!host) return [act(call, 'network', 'ssh')];
    const starts = options.values('o').some(({ text }) => /command/i.test(text))
      ? [act(call, 'unknown', 'ssh -o', { known: false })]
      : [];
    const inner = command.length === 0 ? [] : call.script(joined(command));
    return [
      reachHost(call, hostOf(host), host.text),
      act(call, 'unknown', `ssh ${host.text}`, { known: false }),
      ...starts,
      ...inner.filter(isGrave),
    ];
  },
  sftp: (call) => [...reachEach(call, 'b c D F i J l o P S X'), act(call, 'unknown', 'sftp', { known: false })],
  scp: (call) => {
    const { operands } = readOptions(call.args, 'c D F i J l o P S X b');
    return operands.flatMap((one, index) => place(call, one, index === operands.length - 1 && operands.length > 1));
  },
  rsync: (call) => {
    const options = readOptions(
      call.args,
      'e rsh f filter exclude include exclude-from include-from files-from T temp-dir port log-file rsync-path backup-dir link-dest bwlimit',
    );
    const starts =
      options.has('e', 'rsh', 'rsync-path') || options.unclear
        ? [act(call, 'unknown', 'rsync -e', { known: false })]
        : [];
    const deletes = options.has(
      'delete',
      'remove-source-files',
      'del',
      'delete-before',
      'delete-after',
      'delete-excluded',
    );
    const target = options.operands.at(-1);
    return [
      ...options.operands.flatMap((one, index) => place(call, one, index === options.operands.length - 1 && index > 0)),
      ...(deletes && target ? touches(call, 'delete', [target], 'tree') : []),
      ...starts,
    ];
  },
  ...each('nc ncat netcat socat telnet', (call) => [
    ...reachEach(call, 'p w s X x i q'),
    act(call, 'unknown', call.name, { known: false }),
  ]),
  ...each(
    'ping ping6 dig nslookup host whois traceroute tracepath mtr nmap masscan arping',
    reaching('c i W w t p s I n x'),
  ),
  ...each('ftp lftp tftp aria2c axel yt-dlp youtube-dl', reaching('o d x s')),
  ...each('tcpdump tshark wireshark dumpcap', (call) => [act(call, 'privilege', call.name)]),
  ...each('ngrok cloudflared localtunnel lt bore', (call) => [act(call, 'git-publish', call.name)]),
  ...each('vercel netlify fly flyctl heroku wrangler firebase surge railway render', (call) =>
    call.args.some(({ text }) => /^(?:dev|build|--version)$/.test(text))
      ? [act(call, 'unknown', call.command.slice(0, 2).join(' '))]
      : [act(call, 'git-publish', call.command.slice(0, 2).join(' '))],
  ),
  ...each('mail sendmail mutt msmtp', (call) => [act(call, 'git-publish', call.name)]),
  ...each('claude codex gemini opencode openclaw aider cursor-agent', (call) => [
    act(call, 'unknown', call.name, { known: false }),
  ]),
};

/** On another machine its folders are not ours, but what is grave stays grave. */
function isGrave(deed: Deed): boolean {
  return deed.type === 'act' || deed.access === 'delete';
}

const CURL =
  'A b c C d D e E F h H K m o r t T u U w x X Y y z abstract-unix-socket cacert cert config connect-timeout cookie cookie-jar data data-ascii data-binary data-raw data-urlencode dump-header form form-string header key key-type limit-rate max-filesize max-redirs max-time netrc-file noproxy output output-dir proxy proxy-user range referer request resolve connect-to retry retry-delay retry-max-time interface url json url-query user user-agent unix-socket upload-file write-out trace trace-ascii variable stderr';

function curl(call: Call): readonly Deed[] {
  const options = readOptions(call.args, CURL);
  const addresses = [...options.operands, ...options.values('url'), ...options.values('x', 'proxy')];
  const files = options.values(
    'd',
    'data',
    'data-ascii',
    'data-binary',
    'data-urlencode',
    'json',
    'F',
    'form',
    'H',
    'header',
    'b',
    'cookie',
  );
  const unclear =
    addresses.length === 0 ||
    options.unclear ||
    options.has('K', 'config', 'variable', 'unix-socket', 'abstract-unix-socket', 'connect-to', 'resolve');
  const written = options
    .values('o', 'output', 'D', 'dump-header', 'c', 'cookie-jar', 'trace', 'trace-ascii', 'stderr', 'output-dir')
    .filter(({ text }) => text !== '-');
  return [
    ...addresses.flatMap((one) => address(call, one)),
    ...(unclear ? [act(call, 'unknown', 'curl', { known: false })] : []),
    ...(options.has('u', 'user', 'n', 'netrc', 'netrc-file', 'key', 'E', 'cert')
      ? [act(call, 'credentials', 'curl with a login')]
      : []),
    ...touches(call, 'read', [...options.values('T', 'upload-file'), ...files.flatMap(fileOf)]),
    ...touches(call, 'write', [...written, ...(options.has('O', 'remote-name', 'remote-name-all') ? [HERE] : [])]),
  ];
}

function address(call: Call, one: Arg): readonly Deed[] {
  const file = /^file:\/\/(?:localhost)?(\/.*)$/is.exec(one.text)?.[1];
  return [file === undefined ? reach(call, one) : touch(call, 'read', { ...one, text: file })];
}

/** `@file` sends a file, `name=@file` too. */
function fileOf(arg: Arg): readonly Arg[] {
  const name = /^(?:[^=@]*=)?[@<](.+)$/s.exec(arg.text)?.[1];
  return name === undefined || name === '-' ? [] : [{ ...arg, text: name.split(';')[0] ?? name }];
}

function fileItems(call: Call, items: readonly Arg[]): readonly Deed[] {
  return touches(
    call,
    'read',
    items.flatMap((item) => {
      const name = /[^@]@(.+)$/s.exec(item.text)?.[1];
      return name === undefined || item.text.includes('://') ? [] : [{ ...item, text: name }];
    }),
  );
}

function wget(call: Call): readonly Deed[] {
  const options = readOptions(
    call.args,
    'O P i o a t T U e output-document directory-prefix input-file output-file post-file body-file header user password use-askpass level l A R execute',
  );
  const starts =
    options.operands.length === 0 || options.has('i', 'input-file', 'e', 'execute', 'use-askpass') || options.unclear;
  const named = options
    .values('O', 'output-document', 'P', 'directory-prefix', 'o', 'a', 'output-file')
    .filter(({ text }) => text !== '-');
  const written = named.length > 0 || options.has('O', 'spider') ? named : [HERE];
  return [
    ...options.operands.flatMap((one) => address(call, one)),
    ...(starts ? [act(call, 'unknown', 'wget', { known: false })] : []),
    ...touches(call, 'read', options.values('post-file', 'body-file')),
    ...touches(call, 'write', written),
  ];
}

/** `host:path` lies on another machine. */
function place(call: Call, one: Arg, isTarget: boolean): readonly Deed[] {
  const host = /^(?:rsync:\/\/)?(?:[^/@:]+@)?(\[[^\]]+\]|[^/:]+):/.exec(one.text)?.[1];
  if (host !== undefined) return [reachHost(call, hostOf({ ...word(host), known: one.known }), one.text)];
  return [touch(call, isTarget ? 'write' : 'read', one, 'tree')];
}

function reachEach(call: Call, takes: string): readonly Deed[] {
  const { operands } = readOptions(call.args, takes);
  const hosts = operands.filter(({ text }) => !/^(?:\d+|[A-Z]+|\+.*|@.*)$/.test(text));
  return hosts.length === 0 ? [act(call, 'network', call.name)] : hosts.map((one) => reach(call, one));
}

function reaching(takes: string): Program {
  return (call) => [
    ...reachEach(call, takes),
    ...touches(call, 'write', readOptions(call.args, takes).values('o', 'd')),
  ];
}

import { act, type Call, each, harmless, named, type Programs, touch, touches } from '../call.ts';
import { type Arg, type Deed, HERE } from '../deed.ts';
import { readOptions } from '../options.ts';

/** Containers: what runs in one cannot be told, but what of this machine it is given can. */
export const containers: Programs = {
  ...each('docker podman nerdctl', docker),
  'docker-compose': (call) => compose(named(call, 'docker', 'compose'), call.args),
  ...each('kubectl oc k9s', (call) => {
    const { operands } = readOptions(
      call.args,
      'n namespace f filename o output l selector c container context kubeconfig',
    );
    const [verb, kind] = operands.map(({ text }) => text);
    const subject = `${call.name} ${verb ?? ''}`.trim();
    if (/^(?:delete|drain|replace|cordon|scale|rollout|taint)$/.test(verb ?? ''))
      return [act(call, 'destructive', subject)];
    if (/^secrets?(?:\/|$)/.test(kind ?? '') || verb === 'config')
      return [act(call, 'credentials', `${subject} ${kind ?? ''}`.trim())];
    return [
      act(
        call,
        /^(?:get|describe|logs|top|version|explain|api-resources|cluster-info)$/.test(verb ?? '')
          ? 'network'
          : 'unknown',
        subject,
      ),
    ];
  }),
  ...each('helm kustomize skaffold argocd istioctl', (call) => {
    const subject = call.command.slice(0, 2).join(' ');
    return [
      act(call, /^(?:uninstall|delete|rollback)$/.test(call.command[1] ?? '') ? 'destructive' : 'unknown', subject),
    ];
  }),
  ...each('vagrant virsh qemu-system-x86_64 lxc lxd multipass limactl colima', (call) => [
    act(call, 'unknown', call.command.slice(0, 2).join(' ')),
  ]),
};

const VALUES =
  'v volume mount e env env-file name p publish w workdir u user network net entrypoint l label m memory cpus gpus device cap-add cap-drop security-opt pid ipc userns h hostname add-host f file t tag build-arg target platform restart shm-size tmpfs ulimit c context progress secret ssh output o format filter since tail n';

function docker(call: Call): readonly Deed[] {
  const options = readOptions(call.args, `${VALUES} H host`);
  const [first, second] = options.operands;
  const words = options.operands.filter(({ known }) => known).map(({ text }) => text);
  const inner = named(call, 'docker', ...words);
  if (options.has('H', 'host') || options.unclear) return [act(inner, 'unknown', call.name, { known: false })];
  if (first === undefined) return harmless(call);
  const group =
    /^(?:container|image|volume|network|system|builder|buildx|compose|context|manifest|plugin|swarm|secret|config)$/.test(
      first.text,
    );
  if (first.text === 'compose') return compose(inner, call.args.slice(call.args.indexOf(first) + 1));
  const verb = group ? (second?.text ?? '') : first.text;
  const subject = `docker ${group ? `${first.text} ` : ''}${verb}`.trim();
  if (/^(?:run|create|exec)$/.test(verb)) return started(inner, subject, call.args);
  if (/^(?:ps|images|ls|list|logs|version|info|top|stats|port|history|df|events|diff)$/.test(verb))
    return harmless(call);
  if (verb === 'inspect') return [act(inner, 'unknown', subject)];
  if (/^(?:push)$/.test(verb)) return [act(inner, 'git-publish', subject)];
  if (/^(?:login|logout)$/.test(verb)) return [act(inner, 'credentials', subject)];
  if (/^(?:rm|rmi|remove|prune|kill|down)$/.test(verb)) return [act(inner, 'destructive', subject)];
  if (verb === 'pull') return [act(inner, 'network', `the registry of ${options.operands.at(-1)?.text ?? 'images'}`)];
  if (verb === 'build')
    return [act(inner, 'unknown', subject), touch(inner, 'read', options.operands.at(-1) ?? HERE, 'tree')];
  if (verb === 'cp')
    return [
      act(inner, 'unknown', subject),
      ...touches(
        inner,
        'write',
        options.operands.slice(-1).filter(({ text }) => !text.includes(':')),
      ),
    ];
  return [act(inner, 'unknown', subject)];
}

function compose(call: Call, args: readonly Arg[]): readonly Deed[] {
  const options = readOptions(args, 'f file p project-name profile env-file project-directory');
  const verb = options.operands[0]?.text ?? '';
  const removes = options.has('v', 'volumes') && verb === 'down';
  if (removes || verb === 'rm' || verb === 'kill') return [act(call, 'destructive', `docker compose ${verb}`)];
  if (verb === 'push') return [act(call, 'git-publish', 'docker compose push')];
  return /^(?:ps|logs|images|top|version|ls)$/.test(verb)
    ? harmless(call)
    : [act(call, 'unknown', `docker compose ${verb}`.trim())];
}

/** A container with these is as good as the administrator of the machine. */
const OPENS = /^--(?:privileged|pid=host|pid|userns=host|ipc=host|cap-add|security-opt)(?:=|$)/;

function started(call: Call, subject: string, args: readonly Arg[]): readonly Deed[] {
  const options = readOptions(args, VALUES);
  const mounts = [...options.values('v', 'volume'), ...options.values('mount')];
  const shared = mounts.flatMap((mount) => {
    const source = /(?:^|,)(?:source|src)=([^,]+)/.exec(mount.text)?.[1] ?? mount.text.split(':')[0] ?? '';
    return /^[./~$]/.test(source) ? [{ ...mount, text: source }] : [];
  });
  const opens =
    args.some(({ text }) => OPENS.test(text)) ||
    shared.some(({ text }) => /docker\.sock$|^\/+$|^\/(?:etc|proc|sys|dev|root)(?:\/|$)/.test(text));
  const image = options.operands
    .filter(({ known }) => known)
    .map(({ text }) => text)
    .find((text) => !/^(?:container|run|create|exec)$/.test(text));
  return [
    act(call, 'unknown', `${subject} ${image ?? ''}`.trim(), { known: false }),
    ...(opens ? [act(call, 'privilege', subject)] : []),
    ...(options.has('device') ? [act(call, 'hardware', `${subject} --device`)] : []),
    ...touches(call, 'read', options.values('env-file')),
    ...touches(call, 'write', shared, 'tree'),
  ];
}

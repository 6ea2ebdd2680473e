import { act, type Call, each, harmless, type Programs, touch, touches } from '../call.ts';
import { type Deed, HERE } from '../deed.ts';
import { readOptions } from '../options.ts';

/** Programs that act with the accounts and the secrets of a person. */
export const accounts: Programs = {
  ...each(
    'security secret-tool pass gopass op bw lpass vault doppler infisical chamber age sops kwallet-query keyctl gpg-agent gpgconf ssh-add ssh-agent ssh-keygen keytool certtool kinit klist chntpw mimikatz',
    (call) => [act(call, 'credentials', call.command.slice(0, 2).join(' '))],
  ),
  ...each('gpg gpg2', (call) => {
    const options = readOptions(call.args, 'o output r recipient u local-user');
    const calm = options.has('verify', 'list-keys', 'fingerprint', 'k') && !options.has('export-secret-keys');
    return [
      act(call, calm ? 'read' : 'credentials', calm ? '' : 'gpg'),
      ...touches(call, 'read', options.operands),
      ...touches(call, 'write', options.values('o', 'output')),
    ];
  }),
  openssl: (call) => {
    const verb = call.command[1] ?? '';
    const options = readOptions(call.args, 'in out inkey key CAfile subj days newkey keyout connect servername');
    const what = /^(?:version|rand|dgst|sha256|md5|list|base64|enc|ciphers|prime)$/.test(verb)
      ? 'read'
      : verb === 's_client'
        ? 'network'
        : 'unknown';
    return [
      act(call, what, what === 'read' ? '' : `openssl ${verb}`),
      ...touches(call, 'read', [...options.operands.slice(1), ...options.values('in', 'key', 'inkey')]),
      ...(call.args.some(({ text }) => /^-(?:engine|provider)/.test(text))
        ? [act(call, 'unknown', 'openssl -engine', { known: false })]
        : []),
      ...touches(call, 'write', options.values('out', 'keyout')),
    ];
  },
  ...each('gh glab hub', forge),
  ...each('aws gcloud az doctl linode-cli oci ibmcloud hcloud scw', cloud),
  ...each('gsutil s3cmd rclone mc', (call) => {
    const verb = call.command[1] ?? '';
    const removes = /^(?:rm|rb|del|delete|deletefile|purge|sync|mv)$/.test(verb);
    return [
      act(call, removes ? 'destructive' : verb === 'config' ? 'credentials' : 'unknown', `${call.name} ${verb}`.trim()),
    ];
  }),
  ...each('terraform tofu pulumi cdk serverless sst ansible ansible-playbook packer', (call) => {
    const verb = call.command[1] ?? '';
    if (/^(?:fmt|validate|version|synth|ls)$/.test(verb))
      return [touch(call, 'write', HERE, 'tree', `${call.name} ${verb}`)];
    return [
      act(
        call,
        /^(?:destroy|apply|up|deploy|remove|state|taint)$/.test(verb) ? 'destructive' : 'unknown',
        `${call.name} ${verb}`.trim(),
      ),
    ];
  }),
};

function forge(call: Call): readonly Deed[] {
  const [group = '', verb = ''] = call.command.slice(1);
  const subject = `${call.name} ${group} ${verb}`.trim();
  if (group === 'auth' || group === 'secret' || group === 'ssh-key' || group === 'gpg-key' || group === 'variable') {
    return [act(call, 'credentials', subject)];
  }
  if (group === '' || group === 'version' || group === 'help' || group === 'completion') return harmless(call);
  if (verb === 'delete') return [act(call, 'destructive', subject)];
  const looks = /^(?:list|ls|view|status|diff|checks|watch|show|get|checkout|clone|download|search)$/;
  if (looks.test(verb) || group === 'search' || group === 'browse' || group === 'status')
    return [act(call, 'network', subject)];
  if (group === 'api') {
    const options = readOptions(call.args, 'X method f F field raw-field H header q jq t template input hostname');
    const sends = options.has('X', 'method', 'f', 'F', 'field', 'raw-field', 'input');
    return [act(call, sends ? 'git-publish' : 'network', `${call.name} api`)];
  }
  return [act(call, 'git-publish', subject)];
}

function cloud(call: Call): readonly Deed[] {
  const words = call.command.slice(1);
  const subject = [call.name, ...words.slice(0, 2)].join(' ');
  const isSecret = words.some((one) =>
    /token|secret|credential|password|configure|login|\bauth\b|get-parameter|access-key|kms|keyvault|sts/i.test(one),
  );
  if (isSecret) return [act(call, 'credentials', subject)];
  const removes = words.some((one) => /^(?:rm|rb|delete|destroy|remove|terminate|purge)(?:-|$)/.test(one));
  return [act(call, removes ? 'destructive' : 'unknown', subject)];
}

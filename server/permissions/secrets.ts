import type { Deed } from './deed.ts';

const SECRET =
  /(?:^|_)(?:TOKENS?|SECRETS?|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|APIKEY|API_KEY|ACCESS_KEY|PRIVATE_KEY|SECRET_KEY|AUTH_KEY|PAT)(?:_|$)/;

/** Using a variable whose name says that it is a secret; CLUTCH gives agents none, their own environment may hold some. */
export function secretVariable(name: string): readonly Deed[] {
  if (!SECRET.test(name)) return [];
  return [{ type: 'act', class: 'credentials', subject: `$${name}`, known: true, host: null, command: [] }];
}

/** Files that hold secrets, by a part of their path. */
const SECRET_FOLDERS = new Set([
  '.ssh',
  '.aws',
  '.azure',
  '.gnupg',
  '.kube',
  '.password-store',
  '.mozilla',
  '.openclaw',
  'keyrings',
  'Keychains',
]);
const SECRET_PATHS =
  /(?:^|\/)(?:\.config\/(?:gcloud|gh|glab-cli|op|hub|rclone|google-chrome|chromium|BraveSoftware|sops)|\.claude\/\.credentials\.json|\.claude\.json|\.codex\/auth\.json|\.gemini\/[^/]*(?:cred|oauth|account)[^/]*|\.local\/share\/(?:opencode\/auth\.json|kwalletd)|\.docker\/config\.json|\.cargo\/credentials(?:\.toml)?|\.m2\/settings(?:-security)?\.xml|\.gem\/credentials|\.terraform\.d\/credentials[^/]*|Application Support\/(?:Google\/Chrome|Firefox)|proc\/[^/]+\/environ|run\/secrets|etc\/(?:shadow|gshadow|sudoers|sudoers\.d)-?|etc\/ssh\/ssh_host_[^/]*_key|etc\/krb5\.keytab)(?:\/|$)/;
const SECRET_FILES =
  /^(?:\.env(?:\.(?!example$|sample$|template$|dist$|defaults?$)[^/]*)?|\.envrc|_?\.?netrc|\.git-credentials|\.pgpass|\.my\.cnf|\.pypirc|\.vault-token|\.htpasswd|\.(?:bash|zsh|sh|python|node_repl|psql|mysql)_history|id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?|.*\.(?:pem|p12|pfx|kdbx|keystore|jks|ppk|key)|credentials(?:\.json)?|client_secret[^/]*\.json|service[-_]account[^/]*\.json|secrets?\.(?:json|ya?ml|toml|env))$/;
/** At home these hold tokens; in a project they are configuration. */
const SECRET_AT_HOME =
  /^(?:~[^/]*|\/root|\/(?:home|Users)\/[^/]+)\/(?:\.npmrc|\.yarnrc(?:\.yml)?|\.condarc|\.pip\/pip\.conf|\.env.*)$/;

/** Where everybody may look and that agents and shells are told by. */
const HOMES = /^(?:~[^/]*|\/|\/root|\/home|\/Users|\/(?:home|Users)\/[^/]+|\/etc|\/proc|\/run|\/var)$/;

/** Why what lies there is secret, or null. `path` is normalised; what is not known in it is no match. */
export function secretPlace(path: string): string | null {
  const segments = path.split('/');
  const name = segments.at(-1) ?? '';
  const isSecret =
    segments.some((segment) => SECRET_FOLDERS.has(segment)) ||
    SECRET_PATHS.test(path) ||
    SECRET_FILES.test(name) ||
    SECRET_AT_HOME.test(path);
  return isSecret ? path : null;
}

/** Whether everything below it holds secrets of the person, too. */
export const holdsSecrets = (path: string): boolean => HOMES.test(path);

/** Folders of secrets: writing there changes who may come in. Other secret files may be written, which shows nothing. */
export function secretToWrite(path: string): boolean {
  return path.split('/').some((segment) => SECRET_FOLDERS.has(segment)) || SECRET_PATHS.test(path);
}

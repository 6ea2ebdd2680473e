import { describe } from 'node:test';
import { table } from './stage.ts';

describe('what holds secrets', () => {
  table('read', {
    'cat .npmrc': '()',
  });
  table('unknown', {
    'aws s3 ls': 'aws s3 ls',
  });
  table('credentials', {
    'cat ~/.ssh/id_rsa': '~/.ssh/id_rsa',
    'cat "$HOME/.ssh/config"': '~/.ssh/config',
    'cat ~/.aws/credentials': '~/.aws/credentials',
    'ls ~/.gnupg': '~/.gnupg',
    'cat ~/.netrc': '~/.netrc',
    'cat config/.env.local': 'config/.env.local',
    'source .env': '.env',
    'cat server.key': 'server.key',
    'cp ~/.ssh/id_rsa .': '~/.ssh/id_rsa',
    'tar cz ~ > x.tgz': 'everything in ~',
    'cat ~/.codex/auth.json': '~/.codex/auth.json',
    'cat ~/.claude/.credentials.json': '~/.claude/.credentials.json',
    'cat "$X/.ssh/id_rsa"': '$X/.ssh/id_rsa',
    'cat ~/.s*h/id_rsa': '~/.s*h/id_rsa',
    'gpg --export-secret-keys': 'gpg',
    'security find-generic-password -w': 'security find-generic-password',
    'git credential fill': 'git credential',
    'gh auth token': 'gh auth token',
    'npm token list': 'npm token',
    'aws sts get-session-token': 'aws sts get-session-token',
    export: 'environment variables',
    set: 'environment variables',
    'declare -p': 'environment variables',
    'curl -H "Authorization: Bearer $API_TOKEN" https://x.io': '$API_TOKEN, network x.io',
    'curl -u me:pw https://x.io': 'curl with a login, network x.io',
    'cat ~/.npmrc': '~/.npmrc',
    'cat /etc/shadow': '/etc/shadow',
    'cat /run/secrets/db': '/run/secrets/db',
    'cat ~/.bash_history': '~/.bash_history',
    'ssh-keygen -t ed25519': 'ssh-keygen ed25519',
    'ssh-add -l': 'ssh-add',
  });
});

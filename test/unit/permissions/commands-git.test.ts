import { describe } from 'node:test';
import { table } from './stage.ts';

describe('git and its forges', () => {
  table('read', {
    'git log --oneline -5': '()',
    'git show HEAD:a': '()',
    'git branch': '()',
    'git branch -a': '()',
    'git stash list': '()',
    'git clean -n': '()',
    'git tag': '()',
    'git remote -v': '()',
    'git config --list': '()',
    'git config --get user.name': '()',
    'git worktree list': '()',
    'git grep foo': '()',
    'GIT_PAGER=cat git log': '()',
    'git rev-parse --show-toplevel': '()',
  });
  table('write-in-scope', {
    'git add -A': '(git add)',
    'git checkout main': '(git checkout)',
    'git checkout -b topic': '(git checkout)',
    'git switch topic': '(git switch)',
    'git restore .': '(git restore)',
    'git stash': '(git stash)',
    'git merge topic': '(git merge)',
    'git rebase main': '(git rebase)',
    'git clone ../other': 'read ../other/**',
    'git reset': '(git reset)',
    'git reset --soft HEAD~1': '(git reset)',
    "git submodule foreach 'rm -rf x'": '()',
    'git bisect run ./test.sh': '(./test.sh, git bisect)',
    'git -c user.name=x commit': '(git commit)',
    'git apply a.diff': '(git apply)',
  });
  table('write-out-of-scope', {
    'git branch topic': 'git branch',
    'git tag v1': 'git tag',
    'git remote add x https://y.io': 'git remote add',
    'git config --global user.name x': 'git config',
    "git config alias.x '!sh'": 'git config',
    'git diff --output=/srv/x': '/srv',
    'git archive -o /srv/x HEAD': '/srv',
    'git --git-dir=/x/.git log': '/x',
  });
  table('network', {
    'git fetch': 'the remotes of the repository',
    'git fetch origin': 'the remote origin',
    'git pull origin main': 'the remote origin',
    'git clone https://github.com/a/b': 'github.com',
    'git clone git@github.com:a/b.git': 'github.com',
    'git ls-remote https://github.com/a/b': 'github.com',
    'git submodule update --init': 'git submodule update',
    'git lfs pull': 'git lfs pull',
    'gh pr list': 'gh pr list',
    'gh api repos/a/b': 'gh api',
  });
  table('unknown', {
    "git clone 'ext::sh -c x'": '? git clone --upload-pack',
    "git grep -O'sh' foo": '? git grep',
    'git $CMD': '? git',
    'git foo': '? git foo',
    'GIT_SSH_COMMAND=x git fetch': '? GIT_SSH_COMMAND=x, network the remotes of the repository',
  });
  table('git-publish', {
    'git push -u origin topic': 'git push',
    'git push --tags': 'git push',
    'git send-email x': 'git send-email',
    'gh api -X POST repos/a/b': 'gh api',
    'gh release create v1': 'gh release create',
    'glab mr create': 'glab mr create',
  });
  table('destructive', {
    'git branch -D main': 'git branch --delete',
    'git checkout -B main': 'git checkout -B',
    'git stash clear': 'git stash clear',
    'git push origin +main': 'git push --force, git-publish git push',
    'git push origin :main': 'git push --force, git-publish git push',
    'git push --delete origin topic': 'git push --force, git-publish git push',
    'git clean -fdx': 'git clean',
    'git tag -d v1': 'git tag --delete',
    'git worktree remove x': 'git worktree remove',
    'git update-ref refs/heads/main x': 'git update-ref',
    'git gc --prune=now': 'git gc',
    'git filter-branch x': 'git filter-branch',
    'gh repo delete a': 'gh repo delete',
  });
  table('privilege', {
    "git rebase --exec 'sudo x' main": 'sudo x, unknown x',
  });
});

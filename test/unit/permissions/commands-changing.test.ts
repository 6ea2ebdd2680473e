import { describe } from 'node:test';
import { table } from './stage.ts';

describe('programs that change files', () => {
  table('read', {
    'unzip -l a.zip': '()',
  });
  table('write-in-scope', {
    'touch a b': '()',
    'mkdir -p a/b': '()',
    'cp a b': '()',
    'mv a b': '()',
    'chmod +x run.sh': '()',
    'tee a b < c': '()',
    'truncate -s 0 a': '()',
    'rm a.txt': '()',
    'rm -f src/*.orig': '()',
    'rmdir a': '()',
    'unlink a': '()',
    'shred a': '()',
    'echo x >> src/a': '()',
    '> empty': '()',
    'cat a > b 2>&1': '()',
    'npm test > /dev/null 2>&1': '(npm test)',
    'tar xf a.tgz': '()',
    'tar cf a.tgz src': '()',
    'unzip a.zip -d out': '()',
    'patch -p1 < a.diff': '()',
    'rsync -a src/ dst/': '()',
    'rsync -a --delete src/ dst/': '()',
    'dd if=a of=b': '()',
    'find . -type f -exec chmod 644 {} +': '()',
    "find . -name '*.o' -exec rm -rf {} \\;": '()',
  });
  table('write-out-of-scope', {
    'cp -r src /srv/x': '/srv/x/**',
    'mv a ../b': '../b/**',
    'ln -s /etc link': '/etc, read /etc',
    'ln -s ../src link': '.., read ..',
    'echo x > .git/config': '.git',
    'echo x >> ~/.bashrc': '~/.bashrc',
    "echo '{}' > .claude/settings.json": '.claude',
    'echo x > $HOME/x': '~/x',
    'install -m 755 a /usr/local/bin/a': '/usr/local/bin/a/**',
    'tar xf a.tgz -C /opt': '/opt/**',
  });
  table('network', {
    'rsync -a src/ host:dst/': 'host',
    'scp a host:b': 'host',
  });
  table('unknown', {
    'echo x > "$OUT"': '? write $OUT',
    'tar xf a --to-command=sh': '? tar',
  });
  table('hardware', {
    'dd if=/dev/sda of=a': '/dev/sda',
  });
  table('destructive', {
    'mv ../b a': 'mv ../b, read ..',
    'truncate -s 0 /var/log/x': 'truncate /var/log/x',
    'rm -r ../x': 'rm ../x',
    'rm -rf "$DIR"/build': '? rm $DIR/build',
    'rm -rf ~': 'rm ~',
    'rm -rf ./': 'the whole worktree',
    'rm -rf $(pwd)': 'the whole worktree',
    'rm .git': '.git',
    'rm -rf .git': '.git',
    "find .. -name '*.o' -delete": 'find ../…*, read ..',
    'find . -type f -delete': 'the whole worktree',
  });
  table('privilege', {
    'chmod u+s x': 'chmod u+s',
    'chmod 4755 x': 'chmod 4755',
  });
});

import { describe } from 'node:test';
import { table } from './stage.ts';

describe('names that come through a pipe', () => {
  table('read', {
    "find . -name '*.ts' | xargs grep -l foo": '()',
    'find src -type f | grep -v test | sort | xargs -n 1 wc -l': '()',
    'git ls-files | xargs cat': '()',
    'git ls-files | xargs -I{} head -3 {}': '()',
    'rg -l foo src | xargs cat': '()',
    'grep -rl foo . 2>/dev/null | xargs sed -n 1p': '()',
    'find /etc | xargs cat': '/etc, /etc/…*',
    'find ~ -name id_rsa | xargs cat': '~, ~/…*',
  });
  table('unknown', {
    "find . -name '*.ts' | xargs sed -i s/a/b/": '? sed, sed …',
    'find -L . | xargs cat': '? cat …',
    'find . -printf /etc/shadow | xargs cat': '? cat …',
    'find . -name x -exec echo /etc/shadow \\; | xargs cat': '? cat …',
    'echo /etc/shadow | xargs cat': '? cat …',
    'find . | sed s/a/b/ | xargs cat': '? cat …',
    'find . | sh': '? sh of a script that cannot be known',
    'find . | xargs sh': '? sh of a script that cannot be known',
    "find . | xargs -I{} sh -c 'cat {}'": '? sh: a script that cannot be known',
    'find $X | xargs cat': '? cat …, find, find $X',
    'grep -rn foo . | xargs cat': '? cat …',
    'ls | xargs cat': '? cat …',
    'find . | while read f; do cat "$f"; done': '? cat $f',
    'find a b | xargs cat': '? cat …',
  });
  table('destructive', {
    "find . -name '*.ts' | xargs rm": '? rm …',
  });
  table('credentials', {
    'find . | sort /etc/shadow | xargs cat': '? /etc/shadow, unknown cat …',
  });
});

import { describe } from 'node:test';
import { table } from './stage.ts';

describe('programs that only look', () => {
  table('read', {
    'head -n 20 src/a.ts': '()',
    'tail -f log.txt': '()',
    'wc -l src/*.ts': '()',
    'diff a b': '()',
    'sort -u names.txt': '()',
    'tree -L 2': '()',
    'du -sh .': '()',
    'stat package.json': '()',
    'file build/app': '()',
    'jq .name package.json': '()',
    'realpath ../x': '..',
    'ls /usr/lib': '()',
    'cat /etc/os-release': '()',
    'cat /usr/include/stdio.h': '()',
    'which node': '()',
    'uname -a': '()',
    'node --version': '()',
    'docker --version': '()',
    'cat /proc/cpuinfo': '()',
    'cat ~/notes/a.txt': '~/notes',
    'cat /home/ann/notes/a.txt': '/home/ann/notes',
    'head ../sibling/README.md': '../sibling',
    'cat src/../../x': '? ..',
    'cat < /etc/passwd': '/etc/passwd',
    'diff <(sort a) <(sort b)': '()',
    'strings core': '()',
    'base64 a': '()',
    'rg foo /var/log': '/var/log/**',
    'find / -name x': '/',
  });
  table('write-in-scope', {
    'sort names.txt -o out.txt': '()',
    'uniq a b': '()',
    'xxd a b': '()',
    'fd foo -x rm': '()',
  });
  table('unknown', {
    'frobnicate --version': 'frobnicate --version',
    'cat "$FILE"': '? cat $FILE',
    'cat $(find . -name x)': '? cat $(find . -name x)',
    'rg --pre ./x foo': '? rg',
  });
  table('credentials', {
    'jq -n env': 'environment variables',
    'cat /proc/self/environ': '/proc/self/environ',
    'ls -R /': 'everything in /',
    'grep -r password ~': 'everything in ~',
  });
});

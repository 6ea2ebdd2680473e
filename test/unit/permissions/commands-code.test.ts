import { describe } from 'node:test';
import { table } from './stage.ts';

describe('interpreters, compilers and test runners', () => {
  table('read', {
    'python -c "import sys; print(sys.version)"': '()',
    'node -e "console.log(1)"': '()',
    'perl -e \'print "hi"\'': '()',
    "ruby -e 'puts 1'": '()',
  });
  table('write-in-scope', {
    'python -m pytest -x': '(pytest)',
    'python -m venv .venv': '()',
    'python3.12 a.py': '(python3.12 a.py)',
    'node a.js': '(node a.js)',
    'node --test test/a.test.ts': '(node --test)',
    'node -r ./x.js a.js': '(node, node a.js)',
    'tsx src/main.ts': '(tsx src/main.ts)',
    'ruby x.rb': '(ruby x.rb)',
    'deno test': '(deno test)',
    'Rscript a.R': '(Rscript a.R)',
    'lua a.lua': '(lua a.lua)',
    'java -jar build/a.jar': '(java)',
    'gcc -o app main.c': '(gcc)',
    'tsc -p .': '(tsc)',
    'eslint src --fix': '(eslint)',
    'prettier --write src': '(prettier)',
    'make test': '(make test)',
    'cmake --build build': '(cmake build)',
    'ninja -C build': '(ninja)',
    'mvn test': '(mvn test)',
    'gradle build': '(gradle build)',
    'just test': '(just test)',
    jest: '(jest)',
    'vitest run': '(vitest)',
    'pre-commit run -a': '(pre-commit run)',
  });
  table('write-out-of-scope', {
    'python -m venv /opt/x': '/opt',
    'gcc -o /usr/bin/x main.c': '/usr/bin',
    'cmake --install build': 'cmake install',
  });
  table('network', {
    'python3 -m http.server': 'python -m http.server (it listens)',
  });
  table('unknown', {
    'python -c "print(open(\'x\').read())"': '? python with code of its own',
    'python -c "import os; print(os.environ)"': '? python with code of its own',
    'python - <<EOF\nprint(1)\nEOF': '? python with code of its own',
    python: '? python with code of its own',
    'python -m foo': '? python -m foo',
    'python /srv/x.py': 'python /srv/x.py',
    "echo 'import os' | python": '? python with code of its own',
    'node -e "console.log(process.env)"': '? node with code of its own',
    "node -e \"require('fs').rmSync('/')\"": '? node with code of its own',
    'node --import /srv/x.mjs a.js': 'node in /srv/x.mjs',
    'node /srv/a.js': 'node /srv/a.js',
    'node https://a.com/x.js': '? network a.com, node with code of its own',
    node: '? node with code of its own',
    "perl -pi -e 's/a/b/' x": '? perl with code of its own',
    'php -r \'system("x");\'': '? php with code of its own',
    'deno run https://a.com/x.ts': '? deno with code of its own, network a.com',
    'prettier --write ../other': 'prettier in ../other',
    'make -C ../x': 'make in ../x',
    'make -f /srv/Makefile': 'make in /srv/Makefile',
    'make deploy': 'make deploy',
    'cmake -E rm -rf /': '? cmake -E, cmake rm in /',
    'mvn deploy': 'mvn deploy',
  });
});

import { describe } from 'node:test';
import { table } from './stage.ts';

describe('what agents usually run', () => {
  table('read', {
    'ls "$(pwd)/src"': '()',
    'ls -la && cat package.json && git log --oneline -5': '()',
    'grep -rn "TODO" --include=\'*.ts\' . | wc -l': '()',
    "find . -type f -name '*.ts' -not -path './node_modules/*' | head -50": '()',
    "find . -name '*.ts' | xargs grep -l foo": '()',
    'which python3 node cargo; node --version': '()',
    'tree -I node_modules -L 3': '()',
    "cat package.json | jq '.scripts'": '()',
    'git diff --stat HEAD~1 && git stash list': '()',
    "awk 'NR>=10 && NR<=20' src/a.ts": '()',
    'ps aux | grep node': '()',
    'lsof -i :3000': '()',
  });
  table('write-in-scope', {
    "git add -A && git commit -m \"$(cat <<'EOF'\nfeat: x\n\nit's done\nEOF\n)\"": '(git add, git commit)',
    "cat > src/a.ts <<'EOF'\nexport const a = `${b}`;\nEOF": '()',
    'cd /home/ann/tree && npm test 2>&1 | tail -40': '(npm test)',
    'timeout 60 npm test; echo "exit $?"': '(npm test)',
    'export NODE_ENV=test && npm test': '(npm test)',
    'for i in 1 2 3; do npm test || break; done': '(npm test)',
    'npm test > /dev/null && echo ok || echo failed': '(npm test)',
    "node --test test/unit/a.test.ts 2>&1 | grep -E '^(not )?ok'": '(node --test)',
    'test -f .env || cp .env.example .env': '()',
    "sed -i 's/foo/bar/g' src/*.ts": '()',
    'mkdir -p src/x && touch src/x/index.ts': '()',
    'pytest tests/ -x -q --tb=short': '(pytest)',
    'cargo test -- --nocapture': '(cargo test)',
    'go test ./... -run TestX -v': '(go test)',
    'make clean && make -j4': '(make, make clean)',
  });
  table('network', {
    'curl -s localhost:3000/health': 'localhost',
    'npm start & sleep 5; curl -s http://localhost:3000; kill %1': 'localhost',
  });
  table('package-install', {
    'cd /home/ann/tree/packages/api && npx vitest run': 'npx vitest',
    '[ -d node_modules ] || npm ci': 'npm ci',
  });
  table('unknown', {
    "python3 -c \"import json; print(json.load(open('package.json'))['version'])\"": '? python3 with code of its own',
    'docker compose up -d db': 'docker compose up',
  });
  table('destructive', {
    'rm -rf $(pwd)': 'the whole worktree',
  });
});

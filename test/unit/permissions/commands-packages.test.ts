import { describe } from 'node:test';
import { table } from './stage.ts';

describe('package managers', () => {
  table('read', {
    'npm ls': '()',
    'npm config get registry': '()',
    'pip list': '()',
    'apt list': '()',
    'brew list': '()',
  });
  table('write-in-scope', {
    'npm run': '(npm run)',
    'npm run test:unit -- --watch': '(npm run test:unit)',
    'npm start': '(npm start)',
    'npm pack': '(npm pack)',
    'npm --prefix packages/a test': '(npm test)',
    'yarn build': '(yarn run build)',
    'yarn test': '(yarn test)',
    'pnpm --filter a build': '(pnpm run build)',
    'bun test': '(bun test)',
    'bun run a.ts': '(bun run a.ts)',
    'npx --no-install eslint .': '(eslint, npx eslint)',
    'uv run pytest': '(pytest)',
    'poetry run pytest': '(pytest)',
    'cargo build': '(cargo build)',
    'go run .': '(go run)',
    'bundle exec rspec': '(rspec)',
    'colcon build': '(colcon build)',
  });
  table('write-out-of-scope', {
    'npm config set registry https://evil.io': 'npm config set',
  });
  table('network', {
    'npm view x': 'the package registry',
  });
  table('package-install', {
    'npm ci': 'npm ci',
    'npm install -g x': 'npm install --global, write-out-of-scope global packages',
    'npm i left-pad@1': 'npm install',
    'npm uninstall x': 'npm uninstall',
    'npm exec tsc': 'npx tsc',
    yarn: 'yarn install',
    'yarn add x': 'yarn add',
    'yarn dlx x': 'npx x',
    'pnpm i': 'pnpm install',
    'bun install': 'bun install',
    'bunx x': 'npx x',
    'pip install x': 'pip install',
    'pip download x': 'pip download',
    'pip3.11 install x': 'pip3.11 install',
    'python -m pip install x': 'pip install',
    'uv sync': 'uv sync',
    'uvx ruff': 'uvx ruff',
    'pipx install x': 'pipx install',
    'pipx run x': 'pipx x',
    'poetry add x': 'poetry add',
    'conda install x': 'conda install',
    'cargo add x': 'cargo add',
    'cargo install x': 'cargo install',
    'go get x': 'go get',
    'go mod tidy': 'go mod',
    'go install x': 'go install',
    'gem install x': 'gem install',
    'bundle install': 'bundle install',
    'composer require x': 'composer require',
    'apt-get install x': 'apt-get install',
    'brew install x': 'brew install',
    'rosdep install -y': 'rosdep install',
    'rustup update': 'rustup update',
  });
  table('unknown', {
    'npm run deploy': 'npm run deploy',
    'npm run $X': '? npm',
    'npm --prefix ../x test': 'npm test in ../x',
    'npm foo': '? npm foo',
    'go -C ../x build': 'go build in ../x',
  });
  table('git-publish', {
    'pnpm publish': 'pnpm publish',
    'poetry publish': 'poetry publish',
    'cargo publish': 'cargo publish',
    'gem push x': 'gem push',
    'twine upload dist/*': 'twine upload',
  });
  table('hardware', {
    'cargo flash': 'cargo flash',
  });
  table('destructive', {
    'npx rimraf /': 'package-install npx rimraf, rimraf /',
  });
  table('credentials', {
    'npm login': 'npm login',
    'npx cowsay $(cat .env)': '.env, package-install npx cowsay',
  });
  table('privilege', {
    "npx -c 'sudo x'": 'package-install npx, sudo x, unknown x',
    'uv run sudo x': 'sudo x, unknown x',
  });
});

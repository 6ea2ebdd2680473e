import { describe } from 'node:test';
import { table } from './stage.ts';

describe('containers, clouds and databases', () => {
  table('read', {
    'docker ps': '()',
  });
  table('write-in-scope', {
    "sqlite3 app.db 'select 1'": '()',
    'prisma generate': '(prisma generate)',
  });
  table('network', {
    'docker pull x': 'the registry of x',
    'kubectl get pods': 'kubectl get',
    "psql -c 'SELECT 1'": 'the local database',
    "psql -h db.example.com -c 'select 1'": 'db.example.com',
    'redis-cli GET x': 'localhost',
  });
  table('unknown', {
    'docker build -t x .': 'docker build',
    'docker run --rm alpine ls': '? docker run alpine',
    'docker run -v "$PWD":/app x npm test': '? docker run x',
    'docker exec c rm -rf /': '? docker exec c',
    'docker compose up -d': 'docker compose up',
    'kubectl apply -f x': 'kubectl apply',
    'terraform plan': 'terraform plan',
    'aws ec2 describe-instances': 'aws ec2 describe-instances',
    'psql < dump.sql': '? network the local database, psql with statements that cannot be known',
    "echo 'DROP TABLE x' | psql": '? network the local database, psql with statements that cannot be known',
    "sqlite3 app.db '.shell ls'": '? sqlite3',
  });
  table('git-publish', {
    'docker push x': 'docker push',
  });
  table('hardware', {
    'docker run --device /dev/ttyUSB0 x': '? docker run --device, unknown docker run x',
  });
  table('destructive', {
    'docker system prune -a': 'docker system prune',
    'docker compose down -v': 'docker compose down',
    'docker volume rm x': 'docker volume rm',
    'kubectl delete pod x': 'kubectl delete',
    'helm uninstall x': 'helm uninstall',
    'terraform destroy': 'terraform destroy',
    'aws s3 rm s3://x': 'aws s3 rm',
    'az group delete x': 'az group delete',
    "psql -c 'delete from users'": 'network the local database, psql: delete',
    'psql <<EOF\nDROP TABLE x;\nEOF': 'network the local database, psql: drop',
    "sqlite3 app.db 'drop table x'": 'sqlite3: drop',
    'redis-cli FLUSHALL': 'network localhost, redis-cli FLUSHALL',
    "mysql -e 'truncate x'": 'mysql: truncate, network the local database',
    'dropdb x': 'dropdb',
    "mongosh --eval 'db.dropDatabase()'": 'mongosh: dropdatabase, network the local database',
    'prisma migrate reset': 'prisma migrate reset',
  });
  table('credentials', {
    'docker login': 'docker login',
    'kubectl get secret x': 'kubectl get secret',
    'gcloud auth print-access-token': 'gcloud auth print-access-token',
  });
  table('privilege', {
    'docker run --privileged alpine': '? docker run, unknown docker run alpine',
    'docker run -v /var/run/docker.sock:/s x':
      '? docker run, unknown docker run x, write-out-of-scope /var/run/docker.sock/**',
  });
});

import { act, type Call, each, own, type Programs, touches } from '../call.ts';
import type { Arg, Deed } from '../deed.ts';
import { reach, reachHost } from '../hosts.ts';
import { readOptions } from '../options.ts';

/** Programs that speak to databases: what is lost there comes back from no git. */
export const databases: Programs = {
  psql: (call) =>
    query(call, 'c command f file h host p port U username d dbname v set o output', ['c', 'command'], ['h', 'host']),
  ...each('mysql mariadb', (call) =>
    query(call, 'e execute h host P port u user D database', ['e', 'execute'], ['h', 'host']),
  ),
  duckdb: (call) => [act(call, 'unknown', 'duckdb', { known: false })],
  ...each('sqlite3 sqlite', (call) => {
    const options = readOptions(call.args, 'cmd init separator newline nullvalue c');
    const { operands } = options;
    const [file, ...statements] = operands;
    const texts = [...statements, ...options.values('cmd', 'c'), ...(call.input ? [call.input] : [])];
    const places = file && file.text !== ':memory:' ? [file] : [];
    return [
      ...touches(call, 'write', places),
      ...touches(call, 'run', options.values('init')),
      ...(options.has('A') ? [act(call, 'unknown', call.name, { known: false })] : []),
      ...statementDeeds(call, texts),
    ];
  }),
  ...each('mongo mongosh', (call) => query(call, 'eval host port u p f', ['eval'], ['host'])),
  'redis-cli': (call) => {
    const options = readOptions(call.args, 'h p n a u');
    const words = options.operands.map(({ text }) => text.toUpperCase());
    const loses = words.some((one) =>
      /^(?:FLUSHALL|FLUSHDB|DEL|UNLINK|SHUTDOWN|CONFIG|EVAL|SCRIPT|MODULE|RENAME)$/.test(one),
    );
    return [
      reachHost(call, options.values('h')[0]?.text ?? 'localhost', 'redis'),
      ...(loses ? [act(call, 'destructive', `redis-cli ${words[0] ?? ''}`)] : []),
    ];
  },
  ...each('dropdb dropuser', (call) => [act(call, 'destructive', call.name)]),
  ...each(
    'createdb createuser pg_dump pg_dumpall mysqldump mongodump pg_restore mysqlimport mongorestore mongoimport',
    (call) => {
      const options = readOptions(call.args, 'f file h host p port U username d dbname o out');
      const loses = /restore|import/.test(call.name);
      return [
        ...hostsOf(call, options.values('h', 'host')),
        ...touches(call, 'write', options.values('f', 'file', 'o', 'out')),
        ...(loses ? [act(call, 'destructive', call.name)] : []),
      ];
    },
  ),
  ...each(
    'prisma alembic flyway liquibase sequelize knex typeorm drizzle-kit diesel sqlx dbmate goose atlas',
    (call) => {
      const subject = call.command.slice(0, 3).join(' ');
      const loses = call.args.some(({ text }) => /reset|drop|downgrade|down|undo|clean|push|revert|force/i.test(text));
      if (loses) return [act(call, 'destructive', subject)];
      const looks = call.args.some(({ text }) =>
        /^(?:generate|validate|format|version|status|history|current|check|prepare|print-schema)$/.test(text),
      );
      return [looks ? own(call, subject) : act(call, 'unknown', subject)];
    },
  ),
};

const CLIENT =
  /\\|(?:^|\n)\s*(?:!|\.(?!(?:tables|schema|indexes|indices|headers?|mode|databases|width|nullvalue|quit|exit|help|stats|timer)\b))|\b(?:readfile|writefile|edit|pg_read_file|lo_import)\s*\(/i;
const LOSES =
  /\b(?:drop|truncate|delete|update|alter|replace|grant|revoke|shutdown|attach|copy|dropdatabase|deletemany|remove|load_extension|into\s+outfile|vacuum[^;]{0,200}\binto)\b/i;

function query(call: Call, takes: string, texts: readonly string[], hosts: readonly string[]): readonly Deed[] {
  const options = readOptions(call.args, takes);
  const statements = options.values(...texts);
  const address = options.operands.find(({ text }) => text.includes('://'));
  const given = statements.length > 0 ? statements : call.input ? [call.input] : [];
  return [
    ...(address ? [reach(call, address)] : hostsOf(call, options.values(...hosts))),
    ...touches(call, 'read', options.values('f', 'file')),
    ...touches(call, 'write', options.values('o', 'output')),
    ...(given.length === 0 || options.has('f', 'file')
      ? [act(call, 'unknown', `${call.name} with statements that cannot be known`, { known: false })]
      : []),
    ...statementDeeds(call, given),
  ];
}

function hostsOf(call: Call, hosts: readonly Arg[]): readonly Deed[] {
  return hosts.length === 0 ? [act(call, 'network', 'the local database')] : hosts.map((one) => reach(call, one));
}

function statementDeeds(call: Call, statements: readonly Arg[]): readonly Deed[] {
  return statements.flatMap((one): readonly Deed[] => {
    if (!one.known)
      return [act(call, 'unknown', `${call.name} with statements that cannot be known`, { known: false })];
    const loses = LOSES.exec(one.text)?.[0];
    if (loses !== undefined) return [act(call, 'destructive', `${call.name}: ${loses.toLowerCase()}`)];
    // Commands of the client itself may start programs and write files.
    return CLIENT.test(one.text) ? [act(call, 'unknown', call.name, { known: false })] : [];
  });
}

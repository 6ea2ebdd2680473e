/** Columns of the Execution Summary, in order. */
export const SUMMARY_COLUMNS: readonly string[] = ['Phase', 'Status', 'Commit', 'Workstreams', 'Mode', 'Debug Cycles'];

/** Header and row of dashes of the Execution Summary. */
export const SUMMARY_HEAD: readonly string[] = [
  `| ${SUMMARY_COLUMNS.join(' | ')} |`,
  `|${SUMMARY_COLUMNS.map((column) => '-'.repeat(column.length + 2)).join('|')}|`,
];

/** A workstream's name as it stands behind `executor-`: `API layer` is `api-layer`. */
export function executorForm(name: string): string {
  return name
    .toLowerCase()
    .replace(/[\s/&]+/g, '-')
    .replace(/-{2,}/g, '-');
}

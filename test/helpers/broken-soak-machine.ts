/** `broken-soak-machine.ts <loses|doubles> <configuration>`: a machine of a soak that is wrong about every tenth record. */
import { runSoakMachineCommand } from '../../server/cli/collab-soak.ts';

const [how, config = ''] = process.argv.slice(2);
process.exitCode = await runSoakMachineCommand([config], (apply, { n }) => {
  const isWrong = n % 10 === 0;
  if (!isWrong || how === 'doubles') apply();
  if (isWrong && how === 'doubles') apply();
});

import type { Connection } from 'vscode-languageserver';
import { DoctorMethod, DoctorParams } from '#schemas/protocol/doctor.ts';
import { onRequest } from '../requests.ts';
import type { Services } from '../services.ts';

export function registerDoctor(connection: Connection, { log, doctor }: Services): void {
  onRequest(connection, log, DoctorMethod, DoctorParams, ({ folders }) => doctor(folders));
}

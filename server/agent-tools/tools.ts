import type { AgentToolName } from '#schemas/agent-tools.ts';
import { recordArtifact } from './artifact.ts';
import { ask } from './ask.ts';
import type { AgentTool } from './caller.ts';
import { getContracts, publishContract } from './contracts.ts';
import { listRequests, sendNote, sendRequest } from './machines.ts';
import { message, readMessages } from './messages.ts';
import { reportExecution, reportFix, reportVerification } from './reports.ts';
import { sessionEntry } from './session-entry.ts';
import { taskGet, taskList, taskUpdate } from './tasks.ts';

/** Every tool that an agent can use. */
export const tools: { readonly [Name in AgentToolName]: AgentTool<Name> } = {
  session_entry: sessionEntry,
  task_list: taskList,
  task_get: taskGet,
  task_update: taskUpdate,
  report_execution: reportExecution,
  report_verification: reportVerification,
  report_fix: reportFix,
  publish_contract: publishContract,
  get_contracts: getContracts,
  ask,
  message,
  read_messages: readMessages,
  list_requests: listRequests,
  send_note: sendNote,
  send_request: sendRequest,
  record_artifact: recordArtifact,
};

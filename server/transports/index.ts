export { createFileTransport, type FileTransportOptions } from './file/file-transport.ts';

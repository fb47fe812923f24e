// Starts `mailflow lsp` and hands it every mailflow document; all else is the server's.
const { workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

exports.activate = () => {
  const command = workspace.getConfiguration("mailflow").get("command", "mailflow");
  const windows = process.platform === "win32";
  client = new LanguageClient(
    "mailflow",
    "mailflow",
    // A .cmd file is started by a shell, which splits a path with spaces unless it is quoted.
    { command: windows ? `"${command}"` : command, args: ["lsp"], options: { shell: windows } },
    {
      documentSelector: [{ language: "mailflow" }],
      // Imports and tables that change on the disk change what is found.
      synchronize: { fileEvents: workspace.createFileSystemWatcher("**/*.{mailflow,csv}") },
    },
  );
  return client.start();
};

exports.deactivate = () => client?.stop();

package dev.mailflow.languageserver;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.eclipse.lsp4j.launch.LSPLauncher;
import org.eclipse.lsp4j.services.LanguageClient;

/** The server over standard input and output, as an editor starts it. */
public final class Main {
    private Main() {}

    /** Ends when the editor says so, or when it is gone. */
    @SuppressWarnings("SystemExitOutsideMain")
    public static void main(String[] arguments) throws InterruptedException, ExecutionException {
        InputStream in = System.in;
        PrintStream out = System.out;
        // Nothing but messages may come out there.
        System.setOut(System.err);
        try (MailflowServer server = new MailflowServer(() -> System.exit(0))) {
            var launcher = LSPLauncher.createServerLauncher(server, in, out);
            LanguageClient editor = launcher.getRemoteProxy();
            server.connect(editor);
            Future<Void> end = launcher.startListening();
            end.get();
        }
        // Threads of the library would keep the process.
        System.exit(0);
    }
}

package dev.mailflow.compiler.testing;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.driver.CompileRequest;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.driver.Compiler;
import dev.mailflow.compiler.resolve.SourceLoader;
import dev.mailflow.compiler.resolve.SourceLoader.Loaded;
import dev.mailflow.compiler.source.SourceFile;
import java.util.Map;
import java.util.stream.Collectors;

/** Policies from their text, with the files they name held in memory. */
public final class Policies {
    /** The name under which messages speak of the text. */
    public static final String ROOT = "policy.mailflow";

    private Policies() {}

    public static CompileResult compile(String text) {
        return compile(text, Map.of());
    }

    /** @param files text by path, relative to the policy's folder */
    public static CompileResult compile(String text, Map<String, String> files) {
        return Compiler.compile(new CompileRequest(new SourceFile(ROOT, text), loader(files)));
    }

    public static SourceLoader loader(Map<String, String> files) {
        return path -> {
            String found = files.get(path);
            return found == null
                    ? new Loaded.Unreadable("no such file")
                    : new Loaded.Found(new SourceFile(path, found));
        };
    }

    /** The model of a policy that is expected to be free of errors; what was found instead is in the failure. */
    public static DecisionModel model(String text) {
        return model(text, Map.of());
    }

    /** @param files text by path, relative to the policy's folder */
    public static DecisionModel model(String text, Map<String, String> files) {
        CompileResult result = compile(text, files);
        return result.model().orElseThrow(() -> new AssertionError("no model:\n" + listing(result)));
    }

    /** One line for each diagnostic: code, severity, place, underlined text, message and help. */
    public static String listing(CompileResult result) {
        return result.diagnostics().stream().map(Policies::line).collect(Collectors.joining("\n"));
    }

    private static String line(Diagnostic diagnostic) {
        return diagnostic.code().id() + " " + diagnostic.severity() + " "
                + diagnostic.primary().span().location() + " ["
                + diagnostic.primary().span().text() + "] "
                + diagnostic.message()
                + diagnostic.help().map(help -> " | " + help).orElse("");
    }
}

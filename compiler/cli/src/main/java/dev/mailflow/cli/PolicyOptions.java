package dev.mailflow.cli;

import dev.mailflow.cli.files.PolicyFiles;
import dev.mailflow.cli.files.PolicyFiles.Reading;
import dev.mailflow.compiler.analysis.sites.OverSites.Faults;
import dev.mailflow.compiler.decision.Fault;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.driver.AdviseResult;
import dev.mailflow.compiler.driver.CompileRequest;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.driver.Compiler;
import dev.mailflow.compiler.driver.ProveResult;
import dev.mailflow.compiler.resolve.SourceLoader;
import dev.mailflow.compiler.resolve.SourceLoader.Reach;
import dev.mailflow.compiler.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@link Common} of the commands that compile a policy, and how far it may reach. */
final class PolicyOptions extends Common {
    @Option(names = "--allow-outside", description = "Let imports and tables lie outside of the policy's folder.")
    private boolean allowOutside;

    PolicyOptions(Terminal terminal) {
        super(terminal);
    }

    Reach reach() {
        return allowOutside ? Reach.ANYWHERE : Reach.PROJECT;
    }

    /** A file that cannot be read is a result with one error. */
    CompileResult compile(String file) {
        return compile(file, files());
    }

    /** @param faults which findings are wanted that only hold after a fault */
    CompileResult compile(String file, Faults faults) {
        return compile(file, files(), faults);
    }

    /** From files of its own, for those who read more than once. */
    CompileResult compile(String file, PolicyFiles files) {
        return compile(file, files, Faults.CERTIFICATES_AND_ROUNDS);
    }

    private CompileResult compile(String file, PolicyFiles files, Faults faults) {
        Reading reading = files.root(file);
        return reading instanceof Reading.Text text
                ? Compiler.compile(new CompileRequest(text.file(), files.loader(text.file(), reach()), faults))
                : new CompileResult(List.of(((Reading.Failed) reading).diagnostic()), Optional.empty(), List.of());
    }

    /** A file that the policy may load, or the policy itself. */
    Optional<SourceFile> source(String file, String path) {
        if (!(files().root(file) instanceof Reading.Text root)) {
            return Optional.empty();
        }
        if (path.equals(root.file().path())) {
            return Optional.of(root.file());
        }
        SourceLoader.Loaded loaded = files().loader(root.file(), reach()).load(path);
        return loaded instanceof SourceLoader.Loaded.Found found ? Optional.of(found.file()) : Optional.empty();
    }

    /**
     * @param claim what follows {@code assert}
     * @param fault with which it is asked
     */
    ProveResult prove(String file, String claim, Optional<Fault> fault) {
        List<Diagnostic> failure = new ArrayList<>();
        return read(file, failure::add)
                .map(source -> Compiler.prove(
                        new CompileRequest(source, files().loader(source, reach())),
                        new SourceFile("<command line>", claim),
                        fault))
                .orElseGet(() -> new ProveResult(failure, Optional.empty(), Optional.empty()));
    }

    AdviseResult advise(String file) {
        List<Diagnostic> failure = new ArrayList<>();
        return read(file, failure::add)
                .map(source -> Compiler.advise(new CompileRequest(source, files().loader(source, reach()))))
                .orElseGet(() -> new AdviseResult(failure, Optional.empty()));
    }
}

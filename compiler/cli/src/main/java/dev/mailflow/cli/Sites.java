package dev.mailflow.cli;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The sites that a command line names. */
final class Sites {
    private Sites() {}

    /** Those named, in the model's order; all if none is. */
    static List<String> wanted(CommandLine line, DecisionModel model, List<String> named) {
        named.forEach(name -> require(line, model, name));
        return names(model).stream()
                .filter(name -> named.isEmpty() || named.contains(name))
                .toList();
    }

    static void require(CommandLine line, DecisionModel model, String name) {
        if (!names(model).contains(name)) {
            throw new ParameterException(
                    line, "there is no site `" + name + "`; the sites are: " + String.join(", ", names(model)));
        }
    }

    private static List<String> names(DecisionModel model) {
        return model.sites().stream().map(Site::name).toList();
    }
}

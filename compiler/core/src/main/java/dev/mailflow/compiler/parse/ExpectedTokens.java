package dev.mailflow.compiler.parse;

import dev.mailflow.compiler.parse.AtnWalk.Frame;
import dev.mailflow.compiler.parse.AtnWalk.Reading;
import dev.mailflow.grammar.MailflowLexer;
import dev.mailflow.grammar.MailflowParser;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.antlr.v4.runtime.atn.Transition;
import org.jspecify.annotations.Nullable;

/** What could have stood at a place, in the words of people: a handful, the nearest first. */
final class ExpectedTokens {
    private static final int MOST = 5;

    private static final Map<Integer, String> RULES = Map.ofEntries(
            Map.entry(MailflowParser.RULE_declaration, "a declaration"),
            Map.entry(MailflowParser.RULE_property, "a property"),
            Map.entry(MailflowParser.RULE_clause, "a clause"),
            Map.entry(
                    MailflowParser.RULE_criterion,
                    "a criterion (`sender`, `recipient`, `cert`, `network` or `header`)"),
            Map.entry(
                    MailflowParser.RULE_claimCriterion,
                    "a criterion (`sender`, `recipient`, `cert`, `network`, `header`, `tls`, `size` or `hops`)"),
            Map.entry(
                    MailflowParser.RULE_requirement,
                    "a requirement (`tls`, `cert`, `network`, `sender`, `recipient`, `size` or `auth`)"),
            Map.entry(MailflowParser.RULE_testLine, "a line (`client`, `message`, `remote` or `expect`)"),
            Map.entry(
                    MailflowParser.RULE_predicate,
                    "what is claimed (`reaches`, `passes`, `leaves with tls`, `is rejected` or `is delivered`)"),
            Map.entry(
                    MailflowParser.RULE_outcome,
                    "an outcome (`deliver`, `send via`, `send to internet`, `reject` or `defer`)"),
            Map.entry(MailflowParser.RULE_item, "a value"),
            Map.entry(MailflowParser.RULE_value, "a value"),
            Map.entry(MailflowParser.RULE_literal, "a value"),
            Map.entry(MailflowParser.RULE_address, "an address"),
            Map.entry(MailflowParser.RULE_number, "a number"),
            Map.entry(MailflowParser.RULE_tlsVersion, "a TLS version"),
            Map.entry(MailflowParser.RULE_replyCode, "a reply code"),
            Map.entry(MailflowParser.RULE_string, "a text in quotes"),
            Map.entry(MailflowParser.RULE_path, "a file name in quotes"),
            Map.entry(MailflowParser.RULE_reason, "the name of a reason"),
            Map.entry(MailflowParser.RULE_headerName, "the name of a header"),
            Map.entry(MailflowParser.RULE_rowName, "a name for the row"),
            Map.entry(MailflowParser.RULE_columnName, "the name of a column"),
            Map.entry(MailflowParser.RULE_listName, "the name of the list"),
            Map.entry(MailflowParser.RULE_endpointName, "the name of an endpoint"),
            Map.entry(MailflowParser.RULE_fromEndpoint, "the endpoint that sends"),
            Map.entry(MailflowParser.RULE_toEndpoint, "the endpoint that receives"),
            Map.entry(MailflowParser.RULE_endpointKind, "the kind of the endpoint, such as `server` or `partner`"),
            Map.entry(MailflowParser.RULE_endpointOrConnector, "the name of a connector or an endpoint"),
            Map.entry(MailflowParser.RULE_connectorName, "the name of a connector"),
            Map.entry(MailflowParser.RULE_name, "a name"));

    private ExpectedTokens() {}

    /** {@code a clause or a declaration}. */
    static String phrase(Place place) {
        List<String> names = names(place);
        boolean more = names.size() > MOST;
        List<String> shown = more ? names.subList(0, MOST) : names;
        if (shown.size() == 1) {
            return shown.get(0);
        }
        if (more) {
            return String.join(", ", shown) + " or something else";
        }
        int last = shown.size() - 1;
        return String.join(", ", shown.subList(0, last)) + " or " + shown.get(last);
    }

    private static List<String> names(Place place) {
        List<Reading> readings = new ArrayList<>(place.readings());
        // The deepest reading goes on with what was begun last: it is what the writer had in mind.
        readings.sort(Comparator.comparingInt((Reading reading) -> -depth(reading.frame())));
        Set<String> names = new LinkedHashSet<>();
        Set<String> lists = new LinkedHashSet<>();
        for (Reading reading : readings) {
            @Nullable String rule = outermostBegunHere(reading.frame(), place.index());
            if (rule != null) {
                names.add(rule);
                continue;
            }
            for (Transition transition : reading.state().getTransitions()) {
                if (!transition.isEpsilon()) {
                    for (int type : transition.label().toList()) {
                        (type == MailflowLexer.COMMA ? lists : names).add(Words.describe(type));
                    }
                }
            }
        }
        names.addAll(lists);
        if (names.size() > 1) {
            names.remove(Words.describe(MailflowLexer.EOF));
        }
        return new ArrayList<>(names);
    }

    private static int depth(Frame frame) {
        int depth = 0;
        for (@Nullable Frame at = frame; at != null; at = at.parent()) {
            depth++;
        }
        return depth;
    }

    private static @Nullable String outermostBegunHere(Frame frame, int index) {
        String found = null;
        for (@Nullable Frame at = frame; at != null && at.begin() == index; at = at.parent()) {
            String name = RULES.get(at.rule());
            if (name != null) {
                found = name;
            }
        }
        return found;
    }
}

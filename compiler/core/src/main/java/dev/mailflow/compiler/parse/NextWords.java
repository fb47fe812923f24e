package dev.mailflow.compiler.parse;

import dev.mailflow.compiler.parse.AtnWalk.Frame;
import dev.mailflow.compiler.parse.AtnWalk.Reading;
import dev.mailflow.compiler.parse.AtnWalk.Stop;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.grammar.MailflowLexer;
import dev.mailflow.grammar.MailflowParser;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.antlr.v4.runtime.atn.ATN;
import org.antlr.v4.runtime.atn.Transition;
import org.jspecify.annotations.Nullable;

/**
 * What the grammar takes behind a beginning of a file: the third door of this package, for editors that complete words.
 *
 * @param keywords in the order of the alphabet; a keyword that could only stand there as somebody's name is none
 * @param names of what the next word may be the name
 * @param behind the keyword or sign before it; empty at the beginning
 */
public record NextWords(List<String> keywords, Set<Name> names, String behind) {
    /** What is named by a word. */
    public enum Name {
        ENDPOINT,
        CONNECTOR,
        ENDPOINT_OR_CONNECTOR,
        /** The kind of an endpoint. */
        KIND,
        /** A value, which may be that of a declared list. */
        VALUE,
        /** Why a message is refused. */
        REASON
    }

    private static final Map<Integer, Name> NAMES = Map.of(
            MailflowParser.RULE_endpointName, Name.ENDPOINT,
            MailflowParser.RULE_fromEndpoint, Name.ENDPOINT,
            MailflowParser.RULE_toEndpoint, Name.ENDPOINT,
            MailflowParser.RULE_connectorName, Name.CONNECTOR,
            MailflowParser.RULE_endpointOrConnector, Name.ENDPOINT_OR_CONNECTOR,
            MailflowParser.RULE_endpointKind, Name.KIND,
            MailflowParser.RULE_item, Name.VALUE,
            MailflowParser.RULE_reason, Name.REASON);

    /** Behind these a name is made and not used. */
    private static final Set<Integer> DECLARING = Set.of(MailflowLexer.CONNECTOR, MailflowLexer.ENDPOINT);

    public NextWords {
        keywords = List.copyOf(keywords);
        names = Set.copyOf(names);
    }

    /**
     * @param beginning the text before the word in question; what is wrong in it costs nothing but the declaration that it
     *     stands in
     */
    public static NextWords behind(SourceFile beginning) {
        TokenRow row = TokenScan.scan(beginning, new Mistakes());
        int limit = row.size() - 1;
        ATN atn = new MailflowParser(row).getATN();
        AtnWalk walk = new AtnWalk(atn, row);
        Stop stop = walk.from(MailflowParser.RULE_policy, lastDeclaration(row, limit), limit);
        while (stop.index() < limit) {
            int begin = nextDeclaration(row, stop.index() + 1, limit);
            stop = walk.from(MailflowParser.RULE_policy, begin, limit);
        }
        Set<String> keywords = new TreeSet<>();
        Set<Name> names = EnumSet.noneOf(Name.class);
        boolean declares = DECLARING.contains(row.type(limit - 1));
        for (Reading reading : stop.readings()) {
            boolean isName = addNames(reading.frame(), limit, names);
            if (!isName) {
                addKeywords(reading, keywords);
            }
        }
        return new NextWords(List.copyOf(keywords), declares ? Set.of() : names, limit == 0 ? "" : row.text(limit - 1));
    }

    /** What stands before it does not bear on what can follow. `from` may go on with a connector or a claim as well. */
    private static int lastDeclaration(TokenRow row, int limit) {
        int index = Math.max(0, limit - 1);
        while (index > 0 && (row.type(index) == MailflowLexer.FROM || !Starts.declaration(row, index))) {
            index--;
        }
        return index;
    }

    private static int nextDeclaration(TokenRow row, int from, int limit) {
        int index = from;
        while (index < limit && !Starts.declaration(row, index)) {
            index++;
        }
        return index;
    }

    /** Whether the reading takes any word at all here: then its keywords are words like others. */
    private static boolean addNames(Frame frame, int index, Set<Name> names) {
        boolean isName = false;
        for (@Nullable Frame at = frame; at != null && at.begin() == index; at = at.parent()) {
            int rule = at.rule();
            isName |= rule == MailflowParser.RULE_name
                    || rule == MailflowParser.RULE_keyword
                    || rule == MailflowParser.RULE_otherKeyword
                    || rule == MailflowParser.RULE_literal
                    || rule == MailflowParser.RULE_value;
            @Nullable Name name = NAMES.get(rule);
            if (name != null) {
                names.add(name);
            }
        }
        return isName;
    }

    private static void addKeywords(Reading reading, Set<String> keywords) {
        for (Transition transition : reading.state().getTransitions()) {
            if (!transition.isEpsilon()) {
                for (int type : transition.label().toList()) {
                    if (TokenRow.isKeyword(type)) {
                        keywords.add(Words.spelling(type));
                    }
                }
            }
        }
    }
}

package dev.mailflow.compiler.targets.postfix;

import com.ibm.icu.text.IDNA;
import dev.mailflow.compiler.targets.postfix.Table.Kind;
import dev.mailflow.compiler.targets.postfix.Table.Row;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.MailAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * All addresses, cut into groups no two of whose members any of the given patterns can tell apart: the addresses that a
 * pattern names, and of each domain that one mentions the domain itself, what is one label below and what is further below.
 * A table of results for the groups says exactly what the patterns say.
 *
 * <p>Postfix looks up an address, its domain, then each parent with a dot before it, the nearest first (access(5),
 * transport(5) with {@code parent_domain_matches_subdomains} empty). Where one label below and further below differ, only
 * regular expressions can say it.
 */
final class AddressKeys {
    /** A label that nobody registers and no policy names. */
    private static final String FRESH = "mailflow-other";

    private static final IDNA UTS46 = IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_UNICODE);

    private final Set<MailAddress> addresses = new LinkedHashSet<>();
    private final Set<DomainName> domains =
            new TreeSet<>(Comparator.comparingInt(DomainName::labels).reversed().thenComparing(DomainName::text));
    private boolean emptySender;
    private final String fresh;

    AddressKeys(Collection<AddressPattern> patterns) {
        patterns.forEach(this::mention);
        String label = FRESH;
        while (isTaken(label)) {
            label += "-";
        }
        fresh = label + "x";
    }

    private void mention(AddressPattern pattern) {
        if (pattern instanceof AddressPattern.Address address) {
            addresses.add(address.address());
            domains.add(address.address().domain());
        } else if (pattern instanceof AddressPattern.Exact exact) {
            domains.add(exact.domain());
        } else if (pattern instanceof AddressPattern.Suffix suffix) {
            domains.add(suffix.domain());
        } else if (pattern instanceof AddressPattern.EveryAcceptedDomain every) {
            every.domains().forEach(this::mention);
        } else if (pattern instanceof AddressPattern.EmptySender) {
            emptySender = true;
        }
    }

    private boolean isTaken(String label) {
        return domains.stream().anyMatch(domain -> domain.text().contains(label))
                || addresses.stream().anyMatch(address -> address.localPart().contains(label));
    }

    /** An address that no pattern but {@code *} means. */
    MailAddress outsider() {
        return other(new DomainName(fresh + "." + fresh));
    }

    private MailAddress other(DomainName domain) {
        return new MailAddress(fresh, domain);
    }

    private MailAddress below(DomainName domain) {
        return other(new DomainName(fresh + "." + domain));
    }

    private MailAddress furtherBelow(DomainName domain) {
        return other(new DomainName(fresh + "." + fresh + "." + domain));
    }

    /** The group of an address that {@link #results} asks about, as a reader knows it. */
    String words(MailAddress member) {
        if (addresses.contains(member)) {
            return "`" + member + "`";
        }
        String domain = member.domain().text();
        String own = domain;
        while (own.startsWith(fresh + ".")) {
            own = own.substring(fresh.length() + 1);
        }
        return own.equals(fresh)
                ? "addresses that nothing names"
                : (own.equals(domain) ? "`" : "addresses below `") + own + "`";
    }

    /**
     * The result of each group, by asking for one member of it.
     *
     * @param decide empty for the empty sender; only asked of it if a pattern names it
     */
    <T> Results<T> results(Function<Optional<MailAddress>, T> decide) {
        Map<MailAddress, T> ofAddresses = new LinkedHashMap<>();
        addresses.forEach(address -> ofAddresses.put(address, decide.apply(Optional.of(address))));
        Map<DomainName, OfDomain<T>> ofDomains = new LinkedHashMap<>();
        for (DomainName domain : domains) {
            T exactly = decide.apply(Optional.of(other(domain)));
            ofDomains.put(
                    domain,
                    domain.isAddressLiteral()
                            ? new OfDomain<>(exactly, Optional.empty(), Optional.empty())
                            : new OfDomain<>(
                                    exactly,
                                    Optional.of(decide.apply(Optional.of(below(domain)))),
                                    Optional.of(decide.apply(Optional.of(furtherBelow(domain))))));
        }
        Optional<T> empty = emptySender ? Optional.of(decide.apply(Optional.empty())) : Optional.empty();
        return new Results<>(ofAddresses, ofDomains, empty, decide.apply(Optional.of(outsider())));
    }

    /** @param below one label below; absent for an address literal, that has nothing below */
    record OfDomain<T>(T exactly, Optional<T> below, Optional<T> furtherBelow) {}

    /**
     * @param domains the longest first
     * @param rest of everything that no key reaches
     */
    record Results<T>(Map<MailAddress, T> addresses, Map<DomainName, OfDomain<T>> domains, Optional<T> empty, T rest) {

        /** The same groups with other results. */
        <U> Results<U> map(Function<T, U> change) {
            return mapByDomain((domain, value) -> change.apply(value));
        }

        /**
         * The same groups with results that depend on the domain too, domains before single addresses.
         *
         * @param change of the domain itself, of {@code .domain} for what is below, of nothing for the rest
         */
        <U> Results<U> mapByDomain(BiFunction<String, T, U> change) {
            Map<DomainName, OfDomain<U>> ofDomains = new LinkedHashMap<>();
            domains.forEach((key, value) -> ofDomains.put(
                    key,
                    new OfDomain<>(
                            change.apply(key.text(), value.exactly()),
                            value.below().map(below -> change.apply("." + key, below)),
                            value.furtherBelow().map(below -> change.apply("." + key, below)))));
            Map<MailAddress, U> ofAddresses = new LinkedHashMap<>();
            addresses.forEach((key, value) ->
                    ofAddresses.put(key, change.apply(key.domain().text(), value)));
            return new Results<>(
                    ofAddresses, ofDomains, empty.map(value -> change.apply("", value)), change.apply("", rest));
        }

        /** Every result, some more than once. */
        void each(Consumer<T> consumer) {
            map(value -> {
                consumer.accept(value);
                return value;
            });
        }

        boolean isAlways(T value) {
            return addresses.values().stream().allMatch(value::equals)
                    && domains.values().stream()
                            .allMatch(of -> of.exactly().equals(value)
                                    && of.below().stream().allMatch(value::equals)
                                    && of.furtherBelow().stream().allMatch(value::equals))
                    && empty.stream().allMatch(value::equals)
                    && rest.equals(value);
        }

        /** Whether keys without regular expressions can say it. */
        boolean isTold() {
            return domains.values().stream().allMatch(of -> of.below().equals(of.furtherBelow()));
        }

        /**
         * The table, without rows that say what a wider row says already.
         *
         * @param write the right-hand side; {@code rest} is not written, its value stands outside of the table
         */
        Table table(String name, List<String> about, Function<T, String> write) {
            return isTold()
                    ? new Table(name, Kind.INDEXED, about, indexed(write))
                    : new Table(name, Kind.REGEXP, about, expressions(write));
        }

        /** The same as regular expressions, for a look-up that knows no parents of a domain. */
        Table expressions(String name, List<String> about, Function<T, String> write) {
            return new Table(name, Kind.REGEXP, about, expressions(write));
        }

        private List<Row> indexed(Function<T, String> write) {
            Map<String, T> suffixes = new LinkedHashMap<>();
            domains.forEach((domain, of) -> of.furtherBelow().ifPresent(below -> suffixes.put("." + domain, below)));
            Map<String, T> exact = new LinkedHashMap<>();
            domains.forEach((domain, of) -> exact.put(domain.text(), of.exactly()));
            List<Row> rows = new ArrayList<>();
            empty.ifPresent(value -> rows.add(new Row("<>", write.apply(value))));
            addresses.forEach((address, value) -> {
                if (!value.equals(wider(address.domain().text(), exact, suffixes))) {
                    spellings(address.domain().text())
                            .forEach(domain -> rows.add(new Row(key(address.localPart(), domain), write.apply(value))));
                }
            });
            domains.forEach((domain, of) -> {
                String key = domain.text();
                if (!of.exactly().equals(above(key, suffixes))) {
                    spellings(key).forEach(spelled -> rows.add(new Row(spelled, write.apply(of.exactly()))));
                }
                if (of.furtherBelow().isPresent() && !of.furtherBelow().get().equals(above(key, suffixes))) {
                    spellings(key)
                            .forEach(spelled -> rows.add(new Row(
                                    "." + spelled, write.apply(of.furtherBelow().get()))));
                }
            });
            return rows;
        }

        private T wider(String domain, Map<String, T> exact, Map<String, T> suffixes) {
            T own = exact.get(domain);
            return own == null ? above(domain, suffixes) : own;
        }

        private T above(String domain, Map<String, T> suffixes) {
            for (int dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
                T found = suffixes.get(domain.substring(dot));
                if (found != null) {
                    return found;
                }
            }
            return rest;
        }

        private List<Row> expressions(Function<T, String> write) {
            List<Row> rows = new ArrayList<>();
            empty.ifPresent(value -> rows.add(new Row("/^<>$/", write.apply(value))));
            addresses.forEach((address, value) -> spellings(address.domain().text())
                    .forEach(domain -> rows.add(new Row(
                            "/^" + quoted(key(address.localPart(), domain)) + "$/", dollars(write.apply(value))))));
            domains.forEach((domain, of) -> {
                for (String spelled : spellings(domain.text())) {
                    String end = quoted(spelled) + "$/";
                    rows.add(new Row("/@" + end, dollars(write.apply(of.exactly()))));
                    of.below().ifPresent(value -> rows.add(new Row("/@[^@.]+\\." + end, dollars(write.apply(value)))));
                    of.furtherBelow()
                            .ifPresent(value -> rows.add(new Row("/@[^@]+\\." + end, dollars(write.apply(value)))));
                }
            });
            return rows;
        }

        /** In the value of an expression a dollar stands for a group. */
        private static String dollars(String value) {
            return value.replace("$", "$$");
        }
    }

    /** A key with white space stands in quotes, as the look-up itself writes such a local part (RFC 5321 4.1.2). */
    private static String key(String localPart, String domain) {
        boolean dotAtom = localPart.matches("[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\\x{80}-\\x{10FFFF}-]+")
                && !localPart.startsWith(".")
                && !localPart.endsWith(".")
                && !localPart.contains("..");
        String written =
                dotAtom ? localPart : '"' + localPart.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        return written + "@" + domain;
    }

    /**
     * As an expression; of a letter beyond ASCII both cases, since regexp_table(5) tells them apart. A capital that is no single
     * letter, or that another letter has too, would mean other mailboxes.
     */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder();
        text.codePoints().forEach(c -> {
            String letter = Character.toString(c);
            int capital = Character.toUpperCase(c);
            if (c > 0x7F && capital != c && capital > 0x7F && Character.toLowerCase(capital) == c) {
                quoted.append('(')
                        .append(letter)
                        .append('|')
                        .appendCodePoint(capital)
                        .append(')');
            } else {
                quoted.append("\\^$.|?*+()[]{}/".indexOf(c) >= 0 ? "\\" : "").append(letter);
            }
        });
        return quoted.toString();
    }

    /** Postfix compares what stands in the envelope: with SMTPUTF8 (RFC 6531) that may be the Unicode spelling. */
    static List<String> spellings(String domain) {
        if (!domain.contains("xn--")) {
            return List.of(domain);
        }
        StringBuilder unicode = new StringBuilder();
        IDNA.Info info = new IDNA.Info();
        UTS46.nameToUnicode(domain, unicode, info);
        return info.hasErrors() || unicode.toString().equals(domain)
                ? List.of(domain)
                : List.of(domain, unicode.toString());
    }
}

package dev.mailflow.compiler.type;

import dev.mailflow.compiler.ast.Clause;
import dev.mailflow.compiler.ast.Clause.FlagKind;
import dev.mailflow.compiler.ast.Criterion;
import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.Item;
import dev.mailflow.compiler.ast.Requirement;
import dev.mailflow.compiler.ast.Requirement.CertificateSide;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Severity;
import dev.mailflow.compiler.resolve.Places;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.CheckedPolicy.Alternatives;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.CheckedPolicy.Require;
import dev.mailflow.compiler.type.CheckedPolicy.Tls;
import dev.mailflow.compiler.type.CheckedPolicy.Via;
import dev.mailflow.compiler.type.CheckedPolicy.When;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads one connector: gathers its clauses, reads their values, puts certificates on their side. */
final class ConnectorChecker {
    /** Octets: the fields that every header has (RFC 5322 3.6) are about as long. */
    private static final int UNIT_FORGOTTEN = 100;

    private final DiagnosticSink sink;
    private final Values values;
    private final Endpoint from;
    private final Endpoint to;
    // Few, as a rule, or none: no table is made for them, since there may be a hundred thousand connectors.
    private final List<Said> said = new ArrayList<>(4);
    private final Map<FlagKind, Span> flags = new TreeMap<>();
    private final List<Spanned<HeaderPattern>> headers = new ArrayList<>(0);
    private Set<String> headerNames = Set.of();
    private @Nullable Alternatives<AddressPattern> whenSender;
    private @Nullable Alternatives<AddressPattern> whenRecipient;
    private @Nullable Alternatives<CertificatePattern> whenCertificate;
    private @Nullable Alternatives<Network> whenNetwork;
    private @Nullable Tls tls;
    private @Nullable Alternatives<CertificatePattern> clientCertificate;
    private @Nullable Alternatives<CertificatePattern> serverCertificate;
    private @Nullable Alternatives<Network> network;
    private @Nullable Span auth;
    private @Nullable Alternatives<AddressPattern> sender;
    private @Nullable Alternatives<AddressPattern> recipient;
    private @Nullable Spanned<Long> size;
    private @Nullable Via via;
    private @Nullable Spanned<Reply> otherwise;
    private @Nullable Spanned<Clause.Strictness> mtaSts;
    private @Nullable Spanned<Clause.Strictness> dane;
    private @Nullable String description;

    /** A clause, criterion or requirement that can be given once. */
    private record Said(String words, Span span) {}

    private ConnectorChecker(DiagnosticSink sink, Values values, Endpoint from, Endpoint to) {
        this.sink = sink;
        this.values = values;
        this.from = from;
        this.to = to;
    }

    static Connector read(
            String name,
            Declaration.Connector written,
            Endpoint from,
            Endpoint to,
            DiagnosticSink sink,
            Values values) {
        return new ConnectorChecker(sink, values, from, to).read(name, written);
    }

    private Connector read(String name, Declaration.Connector written) {
        written.clauses().forEach(this::clause);
        Span head = written.from().span().to(written.to().span());
        return new Connector(
                name,
                from,
                to,
                written.span(),
                head,
                new When(
                        Optional.ofNullable(whenSender),
                        Optional.ofNullable(whenRecipient),
                        Optional.ofNullable(whenCertificate),
                        Optional.ofNullable(whenNetwork),
                        headers),
                new Require(
                        Optional.ofNullable(tls),
                        Optional.ofNullable(clientCertificate),
                        Optional.ofNullable(serverCertificate),
                        Optional.ofNullable(network),
                        Optional.ofNullable(auth),
                        Optional.ofNullable(sender),
                        Optional.ofNullable(recipient),
                        Optional.ofNullable(size)),
                Optional.ofNullable(via),
                flags.isEmpty() ? Map.of() : flags,
                Optional.ofNullable(otherwise),
                Optional.ofNullable(mtaSts),
                Optional.ofNullable(dane),
                Optional.ofNullable(description));
    }

    private void clause(Clause clause) {
        if (clause instanceof Clause.When when) {
            when.criteria().forEach(this::criterion);
        } else if (clause instanceof Clause.Require require) {
            require.requirements().forEach(this::requirement);
        } else if (clause instanceof Clause.ViaMx mx) {
            if (once("via", mx.span(), DiagnosticCode.CLAUSE_TWICE)) {
                via = new Via.Mx(mx.span());
            }
        } else if (clause instanceof Clause.Via hosts) {
            if (once("via", hosts.span(), DiagnosticCode.CLAUSE_TWICE)) {
                via = new Via.Hosts(
                        alternatives(hosts.hosts(), hosts.span(), values::host).values(), hosts.span());
            }
        } else if (clause instanceof Clause.Otherwise reply) {
            if (once("otherwise", reply.span(), DiagnosticCode.CLAUSE_TWICE)) {
                otherwise = ReplyReader.read(reply, sink).orElse(null);
            }
        } else if (clause instanceof Clause.DestinationPolicy policy) {
            String words = policy.mechanism() == Clause.Mechanism.MTA_STS ? "mta-sts" : "dane";
            if (once(words, policy.span(), DiagnosticCode.CLAUSE_TWICE)) {
                if (policy.mechanism() == Clause.Mechanism.MTA_STS) {
                    mtaSts = new Spanned<>(policy.strictness(), policy.span());
                } else {
                    dane = new Spanned<>(policy.strictness(), policy.span());
                }
            }
        } else if (clause instanceof Clause.Description text) {
            if (once("description", text.span(), DiagnosticCode.CLAUSE_TWICE)) {
                description = text.text().text();
            }
        } else if (clause instanceof Clause.Flag flag
                && once(flag.kind().words(), flag.span(), DiagnosticCode.CLAUSE_TWICE)) {
            flags.put(flag.kind(), flag.span());
        }
    }

    private void criterion(Criterion criterion) {
        if (criterion instanceof Criterion.Sender s) {
            if (once("when sender", s.span(), DiagnosticCode.CRITERION_TWICE)) {
                whenSender = alternatives(s.patterns(), s.span(), values::addressPattern);
            }
        } else if (criterion instanceof Criterion.Recipient r) {
            if (once("when recipient", r.span(), DiagnosticCode.CRITERION_TWICE)) {
                whenRecipient = alternatives(r.patterns(), r.span(), this::recipientPattern);
            }
        } else if (criterion instanceof Criterion.Certificate c) {
            if (once("when cert", c.span(), DiagnosticCode.CRITERION_TWICE)) {
                whenCertificate = alternatives(c.patterns(), c.span(), values::certificatePattern);
            }
        } else if (criterion instanceof Criterion.Network n) {
            if (once("when network", n.span(), DiagnosticCode.CRITERION_TWICE)) {
                whenNetwork = alternatives(n.networks(), n.span(), values::network);
            }
        } else if (criterion instanceof Criterion.Header h) {
            values.headerName(h.name()).ifPresent(name -> {
                headerNames = headerNames.isEmpty() ? new HashSet<>() : headerNames;
                if (headerNames.add(name)) {
                    List<String> texts =
                            h.values().stream().map(w -> w.text().strip()).toList();
                    headers.add(new Spanned<>(new HeaderPattern(name, texts), h.span()));
                } else {
                    twice("when header " + h.name().text(), h.span(), h.span(), DiagnosticCode.CRITERION_TWICE);
                }
            });
        } else {
            sink.report(Diagnostic.of(
                            DiagnosticCode.NO_EFFECT,
                            criterion.span(),
                            "a connector does not select by `" + firstWord(criterion.span()) + "`")
                    .withHelp("ask for it with `require`; only claims speak of it after `when`"));
        }
    }

    /** Nothing is no limit: every message is larger. */
    private boolean isRoom(long octets, Word written) {
        if (octets == 0) {
            sink.report(Places.at(DiagnosticCode.BAD_SIZE, written, "every message is larger than `0`: all are refused")
                    .withHelp("write the most that is taken, as in `20MiB`; without `size` there is no limit"));
        } else if (octets <= UNIT_FORGOTTEN && written.text().chars().allMatch(Character::isDigit)) {
            sink.report(Places.at(
                            DiagnosticCode.BAD_SIZE,
                            written,
                            "hardly a message is as small as " + octets + " octets: the others are refused")
                    .withSeverity(Severity.WARNING)
                    .withHelp("write the unit too, as in `" + octets + "MiB`"));
        }
        return octets > 0;
    }

    private static String firstWord(Span span) {
        String text = span.text();
        int end = 0;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        return text.substring(0, end);
    }

    private void requirement(Requirement requirement) {
        if (requirement instanceof Requirement.Tls t) {
            if (once("require tls", t.span(), DiagnosticCode.CRITERION_TWICE)) {
                tls = new Tls(t.version().flatMap(values::demandableTlsVersion), t.span());
            }
        } else if (requirement instanceof Requirement.Certificate c) {
            boolean client = c.side() == CertificateSide.CLIENT || c.side() == CertificateSide.OTHER && homeIsTo();
            if (once(
                    client ? "require client cert" : "require server cert", c.span(), DiagnosticCode.CRITERION_TWICE)) {
                Alternatives<CertificatePattern> patterns =
                        alternatives(c.patterns(), c.span(), values::certificatePattern);
                if (client) {
                    clientCertificate = patterns;
                } else {
                    serverCertificate = patterns;
                }
            }
        } else if (requirement instanceof Requirement.Network n) {
            if (once("require network", n.span(), DiagnosticCode.CRITERION_TWICE)) {
                network = alternatives(n.networks(), n.span(), values::network);
            }
        } else if (requirement instanceof Requirement.Sender s) {
            if (once("require sender", s.span(), DiagnosticCode.CRITERION_TWICE)) {
                sender = alternatives(s.patterns(), s.span(), values::addressPattern);
            }
        } else if (requirement instanceof Requirement.Recipient r) {
            if (once("require recipient", r.span(), DiagnosticCode.CRITERION_TWICE)) {
                recipient = alternatives(r.patterns(), r.span(), this::recipientPattern);
            }
        } else if (requirement instanceof Requirement.Size s) {
            if (once("require size", s.span(), DiagnosticCode.CRITERION_TWICE)) {
                size = values.size(s.size())
                        .filter(octets -> isRoom(octets, s.size()))
                        .map(octets -> new Spanned<>(octets, s.span()))
                        .orElse(null);
            }
        } else if (requirement instanceof Requirement.Auth a
                && once("require auth", a.span(), DiagnosticCode.CRITERION_TWICE)) {
            auth = a.span();
        }
    }

    /**
     * The home of a connector: the {@code exchange-online} end if exactly one is that, else the site if exactly one is,
     * else the {@code to} end.
     */
    private boolean homeIsTo() {
        boolean fromCloud = from.kind() == EndpointKind.EXCHANGE_ONLINE;
        boolean toCloud = to.kind() == EndpointKind.EXCHANGE_ONLINE;
        if (fromCloud != toCloud) {
            return toCloud;
        }
        if (from.kind().isSite() != to.kind().isSite()) {
            return to.kind().isSite();
        }
        return true;
    }

    private Optional<AddressPattern> recipientPattern(Word word) {
        Optional<AddressPattern> pattern = values.addressPattern(word);
        if (pattern.isPresent() && pattern.get() instanceof AddressPattern.EmptySender) {
            sink.report(Places.at(DiagnosticCode.BAD_ADDRESS, word, "`<>` is the empty sender; no recipient is empty")
                    .withHelp("name recipients, or remove the criterion"));
            return Optional.empty();
        }
        return pattern;
    }

    private <T> Alternatives<T> alternatives(List<Item> items, Span span, Function<Word, Optional<T>> reader) {
        if (items.isEmpty()) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.BAD_PROPERTY_VALUE, span, "no value is left here: nothing could match it")
                    .withHelp("give a value; a list or a table that is empty matches nothing"));
        }
        List<T> read = new ArrayList<>(items.size());
        for (Item item : items) {
            reader.apply(((Item.Literal) item).word()).ifPresent(read::add);
        }
        return new Alternatives<>(read, span);
    }

    private boolean once(String words, Span span, DiagnosticCode code) {
        for (Said before : said) {
            if (before.words().equals(words)) {
                twice(words, span, before.span(), code);
                return false;
            }
        }
        said.add(new Said(words, span));
        return true;
    }

    private void twice(String words, Span span, Span first, DiagnosticCode code) {
        sink.report(Diagnostic.of(code, span, "`" + words + "` is given twice")
                .withRelated(first, "the first one")
                .withHelp("keep one; alternatives are separated by commas"));
    }
}

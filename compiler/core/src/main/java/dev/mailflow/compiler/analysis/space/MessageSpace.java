package dev.mailflow.compiler.analysis.space;

import dev.mailflow.compiler.decision.Criteria.HeaderCriterion;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.compiler.decision.Message.Header;
import dev.mailflow.compiler.decision.Message.Origin;
import dev.mailflow.compiler.decision.Message.Submitted;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.MailAddress;
import dev.mailflow.compiler.type.Network;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * All messages, one recipient each. Every value is a number, its atom: values that no pattern tells apart have the same one, so
 * that patterns become {@link Ranges} and finitely many points stand for all messages.
 *
 * <p>What was submitted at the site has no address, no certificate and no user of its own; what came in plain text no
 * certificate. Boxes made here keep to that.
 */
public final class MessageSpace {
    private static final int SUBMITTED = 0;
    private static final int PLAIN = 1;
    private static final int FIRST_VERSION = 2;

    /** The most Received fields that are told apart. */
    private static final int MOST_HOPS = Integer.MAX_VALUE - 1;

    private static final Ranges IN_PLAIN_TEXT = Ranges.of(PLAIN);
    private static final Ranges NOT_AUTHENTICATED = Ranges.of(0);
    private static final Ranges AUTHENTICATED = Ranges.of(1);
    private static final Ranges TLS = Ranges.of(FIRST_VERSION, FIRST_VERSION + TlsVersion.values().length - 1);
    /** By the least version. */
    private static final List<Ranges> FROM_VERSION = IntStream.range(0, TlsVersion.values().length)
            .mapToObj(version -> Ranges.of(FIRST_VERSION + version, TLS.last(0)))
            .toList();

    private static final Ranges CONNECTIONS = Ranges.of(PLAIN, FIRST_VERSION + TlsVersion.values().length - 1);

    private final AddressAtoms recipients;
    private final AddressAtoms senders;
    private final ClientAtoms clients;
    private final NameAtoms names;
    private final SizeAtoms sizes;
    private final Map<Dimension, Ranges> all = new EnumMap<>(Dimension.class);
    private final Map<Dimension, List<Integer>> unlisted = new EnumMap<>(Dimension.class);
    private final Box everything;
    private final Ranges firstRecipients;

    private MessageSpace(Vocabulary words) {
        recipients = new AddressAtoms(words.recipients());
        senders = new AddressAtoms(words.senders());
        clients = new ClientAtoms(words.networks());
        names = new NameAtoms(words.certificates(), words.deepCertificates(), words.headers());
        sizes = new SizeAtoms(words.sizes());
        all.put(Dimension.RECIPIENT, recipients.addresses());
        all.put(Dimension.CLIENT, Ranges.of(0, clients.count() - 1));
        all.put(Dimension.SENDER, Ranges.of(0, senders.count() - 1));
        all.put(Dimension.CHANNEL, Ranges.of(SUBMITTED, CONNECTIONS.last(0)));
        all.put(Dimension.USER, Ranges.of(0, 1));
        all.put(Dimension.SIZE, Ranges.of(0, sizes.count() - 1));
        all.put(Dimension.HOPS, Ranges.of(0, MOST_HOPS));
        unlisted.put(Dimension.RECIPIENT, List.of(recipients.unlisted()));
        unlisted.put(Dimension.SENDER, List.of(senders.unlisted()));
        unlisted.put(Dimension.CLIENT, clients.unlisted(words.networks()));
        everything = Box.of(List.copyOf(all.values()));
        firstRecipients =
                words.recipients().stream().findFirst().map(recipients::of).orElse(Ranges.NONE);
    }

    public static MessageSpace of(Vocabulary words) {
        return new MessageSpace(words);
    }

    public static MessageSpace of(DecisionModel model) {
        return of(Vocabulary.of(model));
    }

    public Box everything() {
        return everything;
    }

    public Ranges all(Dimension dimension) {
        return all.getOrDefault(dimension, Ranges.NONE);
    }

    boolean isAll(Dimension dimension, Ranges ranges) {
        return ranges.count() == 1 && ranges.containsAll(all(dimension));
    }

    /** Atoms that hardly any pattern holds; none of the small dimensions. */
    public List<Integer> unlisted(Dimension dimension) {
        return unlisted.getOrDefault(dimension, List.of());
    }

    public Ranges recipients(Collection<AddressPattern> patterns) {
        return recipients.of(patterns).and(recipients.addresses());
    }

    public Ranges senders(Collection<AddressPattern> patterns) {
        return senders.of(patterns);
    }

    public Ranges clients(Collection<Network> networks) {
        return clients.of(networks);
    }

    /** The atom of one client. */
    public int client(IpAddress address) {
        return clients.of(address);
    }

    /** Names of certificates, of which a message needs one. */
    public Ranges certificates(Collection<CertificatePattern> patterns) {
        return names.of(patterns);
    }

    /**
     * Names of certificates that the pattern means where a wildcard covers any depth: names below it, and the name that it is
     * itself. It has to be one of {@link Vocabulary#addDeepCertificates}.
     */
    public Ranges certificatesOfAnyDepth(CertificatePattern pattern) {
        return names.ofAnyDepth(pattern);
    }

    /** Of the names that a wildcard covers, one that no pattern names. */
    public Ranges unnamed(CertificatePattern wildcard) {
        Ranges covered = certificates(List.of(wildcard));
        return covered.isEmpty() ? Ranges.NONE : Ranges.of(covered.least());
    }

    /** Header fields, of which a message needs one. */
    public Ranges header(HeaderCriterion header) {
        return names.of(header);
    }

    /** How many names there are. */
    int names() {
        return names.count();
    }

    /** All header fields. */
    public Ranges headers() {
        return names.headers();
    }

    /** Whether a need is one of header fields and not of certificates. */
    public boolean isOfHeaders(Ranges need) {
        return names.headers().containsAll(need);
    }

    /** What of the box brings no header field twice. */
    public Box withSingleHeaders(Box box) {
        Box single = everything;
        for (Dimension dimension : Dimension.values()) {
            single = single.only(dimension, box.ranges(dimension));
        }
        Map<Integer, Ranges> fields = new TreeMap<>();
        for (Ranges need : box.needs()) {
            if (isOfHeaders(need)) {
                fields.merge(names.fieldOf(need.least()), need, Ranges::and);
            } else {
                single = single.needing(need);
            }
        }
        for (Ranges need : fields.values()) {
            single = single.needing(need);
        }
        return box.forbidden().isEmpty() ? single : single.without(box.forbidden());
    }

    /** The names of the connection's certificate. */
    public List<Integer> shown(Connection connection) {
        return connection.certificateNames().stream()
                .flatMap(name -> names.ofCertificate(name).stream())
                .distinct()
                .toList();
    }

    /** The connection's version of TLS, or plain text. */
    public Ranges channel(Connection connection) {
        return connection
                .tls()
                .map(version -> Ranges.of(FIRST_VERSION + version.ordinal()))
                .orElse(plain());
    }

    /** Up to that many octets. */
    public Ranges sizesUpTo(long limit) {
        return sizes.upTo(limit);
    }

    /** Up to that many Received fields. */
    public Ranges hopsUpTo(int limit) {
        return Ranges.of(0, Math.min(limit, MOST_HOPS));
    }

    public Ranges submitted() {
        return Ranges.of(SUBMITTED);
    }

    /** All that came over SMTP. */
    public Ranges connections() {
        return CONNECTIONS;
    }

    /** Over SMTP without TLS. */
    public Ranges plain() {
        return IN_PLAIN_TEXT;
    }

    /** With TLS of at least that version. */
    public Ranges tls(Optional<TlsVersion> minimum) {
        return minimum.isEmpty() ? TLS : FROM_VERSION.get(minimum.get().ordinal());
    }

    /** Whether a user authenticated. */
    public Ranges authenticated() {
        return AUTHENTICATED;
    }

    public Ranges unauthenticated() {
        return NOT_AUTHENTICATED;
    }

    /** Of the box, what shows a certificate with such a name: nothing shows one without TLS. */
    public Box showing(Box box, Collection<CertificatePattern> patterns) {
        return box.only(Dimension.CHANNEL, TLS).needing(certificates(patterns));
    }

    public Point point(Message message) {
        List<Integer> brought = new ArrayList<>();
        int client = 0;
        int channel = SUBMITTED;
        int user = 0;
        if (message.origin() instanceof Connection connection) {
            client = clients.of(connection.client());
            channel = connection
                    .tls()
                    .map(version -> FIRST_VERSION + version.ordinal())
                    .orElse(PLAIN);
            user = connection.user().isPresent() ? 1 : 0;
            connection
                    .certificateNames()
                    .forEach(name -> names.ofCertificate(name).ifPresent(brought::add));
        }
        message.headers().forEach(field -> names.ofField(field).ifPresent(brought::add));
        return new Point(
                List.of(
                        recipients.of(Optional.of(message.recipient())),
                        client,
                        senders.of(message.sender()),
                        channel,
                        user,
                        sizes.of(message.size()),
                        message.hops()),
                brought.stream().distinct().sorted().toList());
    }

    /** What the first pattern of recipients means: of a policy, its first accepted domain. */
    Ranges firstRecipients() {
        return firstRecipients;
    }

    /** The atom of a sender; empty is {@code <>}. */
    int sender(Optional<MailAddress> address) {
        return senders.of(address);
    }

    int recipient(MailAddress address) {
        return recipients.of(Optional.of(address));
    }

    /** Some message of that kind. */
    public Message message(Point point) {
        return new Message(
                origin(point),
                senders.address(point.atom(Dimension.SENDER), Wishes.SENDERS),
                recipients
                        .address(point.atom(Dimension.RECIPIENT), Wishes.RECIPIENTS)
                        .orElseThrow(),
                sizes.size(point.atom(Dimension.SIZE)),
                point.atom(Dimension.HOPS),
                point.names().stream()
                        .flatMap(name -> names.field(name).stream())
                        .map(field -> new Header(field.name(), field.value()))
                        .toList());
    }

    private Origin origin(Point point) {
        int channel = point.atom(Dimension.CHANNEL);
        if (channel == SUBMITTED) {
            return new Submitted();
        }
        return new Connection(
                clients.address(point.atom(Dimension.CLIENT)),
                channel == PLAIN ? Optional.empty() : Optional.of(TlsVersion.values()[channel - FIRST_VERSION]),
                channel == PLAIN
                        ? List.of()
                        : point.names().stream()
                                .flatMap(name -> names.certificate(name).stream())
                                .toList(),
                point.atom(Dimension.USER) == 1 ? Optional.of("alice") : Optional.empty());
    }
}

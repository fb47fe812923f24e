package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.targets.postfix.importing.MainCf.Setting;
import dev.mailflow.compiler.targets.postfix.importing.Step.Always;
import dev.mailflow.compiler.targets.postfix.importing.Step.Answer;
import dev.mailflow.compiler.targets.postfix.importing.Step.InClear;
import dev.mailflow.compiler.targets.postfix.importing.Step.OfAddress.Envelope;
import dev.mailflow.compiler.targets.postfix.importing.Step.OfClient;
import dev.mailflow.compiler.targets.postfix.importing.Step.OfDomain;
import dev.mailflow.compiler.targets.postfix.importing.Step.OfDomain.Accepted;
import dev.mailflow.compiler.targets.postfix.importing.Step.OfUser;
import dev.mailflow.compiler.type.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The lists of restrictions that smtpd(8) goes through for each recipient, with their classes and tables; each list must let a
 * message through (SMTPD_ACCESS_README). What a policy has no words for says nothing here, and is reported.
 */
final class AccessLists {
    private static final List<String> AT_RECIPIENT = List.of(
            "smtpd_client_restrictions",
            "smtpd_helo_restrictions",
            "smtpd_sender_restrictions",
            "smtpd_relay_restrictions",
            "smtpd_recipient_restrictions");

    /** Asked when the recipients are known already, or of no mail. */
    private static final List<String> LATER =
            List.of("smtpd_data_restrictions", "smtpd_end_of_data_restrictions", "smtpd_etrn_restrictions");

    static final String RELAY = "smtpd_relay_restrictions";

    /** The default of that list (postconf(5)). */
    private static final String RELAY_DEFAULT =
            "permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination";

    private final Configuration configuration;
    private final Predicate<Point> accepted;
    private final List<Step> ownNetworks;
    private final AccessTables tables;
    private final List<List<Step>> lists = new ArrayList<>();
    private final Map<String, List<Step>> classes = new LinkedHashMap<>();
    private final Nesting open = new Nesting();
    private final List<Span> askedOwnNetworks = new ArrayList<>();

    /** Where a restriction stands: a list, a class, or the row of a table. */
    record Place(String name, Span span) {}

    /** @param accepted whether the recipient is in an accepted domain */
    AccessLists(Configuration configuration, ClientTable ownNetworks, Predicate<Point> accepted) {
        this.configuration = configuration;
        this.accepted = accepted;
        this.tables = new AccessTables(configuration, this::action);
        this.ownNetworks = List.of(tables.known(new OfClient(ownNetworks, Map.of("", permit()))));
    }

    private static List<Step> permit() {
        return List.of(new Always(Answer.PERMITTED));
    }

    void read() {
        configuration.take("smtpd_restriction_classes");
        Optional<Setting> level = configuration.take("smtpd_tls_security_level");
        Optional<Setting> enforced = configuration.take("smtpd_enforce_tls");
        if (level.map(setting -> setting.value().equals("encrypt"))
                .orElse(enforced.filter(setting -> setting.value().equals("yes"))
                        .isPresent())) {
            lists.add(List.of(new InClear(refused(Reply.Verdict.REJECT))));
        }
        for (String name : AT_RECIPIENT) {
            Optional<Setting> setting = configuration.take(name);
            if (setting.isPresent()) {
                lists.add(steps(
                        new Place(name, setting.get().place()), setting.get().members()));
            } else if (name.equals(RELAY) && relayHasItsDefault()) {
                lists.add(steps(new Place(name, configuration.start()), Braces.members(RELAY_DEFAULT)));
            }
        }
        for (String name : LATER) {
            configuration.take(name).ifPresent(setting -> later(new Place(name, setting.place()), setting.members()));
        }
    }

    /** An old {@code compatibility_level} has none, and leaves it all to the list for recipients, unless that is empty too. */
    private boolean relayHasItsDefault() {
        return configuration.main().get(RELAY).isEmpty()
                && (configuration.main().get("smtpd_recipient_restrictions").isEmpty() || configuration.level() >= 1);
    }

    private void later(Place place, List<String> members) {
        List<String> left = new ArrayList<>();
        for (Member member : Member.of(members)) {
            if (isClass(member.name())) {
                configuration.understand(member.name());
            }
            if (Usual.STAYS.matcher(member.text()).matches()) {
                left.add(member.text());
            } else if (!Usual.RESTRICTIONS.contains(member.text())
                    && !member.name().matches("permit(_mynetworks|_sasl_authenticated)?")) {
                notUnderstood(place, member.text());
            }
        }
        left(place, left);
    }

    /** What the client is told; empty: the recipient is taken. */
    Optional<Reply> refusal(Point point) {
        return lists.stream()
                .flatMap(list -> Step.run(list, point).flatMap(Answer::refusal).stream())
                .findFirst();
    }

    /** Where clients of {@code mynetworks} are first let in; empty: nowhere. */
    Optional<Span> asksOwnNetworks() {
        return askedOwnNetworks.stream().findFirst();
    }

    AccessTables tables() {
        return tables;
    }

    private List<Step> steps(Place place, List<String> members) {
        List<Step> steps = new ArrayList<>();
        List<String> left = new ArrayList<>();
        for (Member member : Member.of(members)) {
            if (Usual.STAYS.matcher(member.text()).matches()) {
                left.add(member.text());
            } else {
                steps.addAll(steps(place, member));
            }
        }
        left(place, left);
        return steps;
    }

    private void left(Place place, List<String> members) {
        if (!members.isEmpty()) {
            configuration.report(
                    configuration.within(place.span(), members.get(0)),
                    "`" + place.name() + "` also asks others or looks at manners, which the policy does not say: `"
                            + String.join("`, `", members) + "`",
                    "it stays in Postfix: a policy knows no names out of the DNS, no HELO, no reputation and no services");
        }
    }

    private List<Step> steps(Place place, Member member) {
        return switch (member.name()) {
            case "permit" -> permit();
            case "reject" -> List.of(new Always(refused(Reply.Verdict.REJECT)));
            case "defer" -> List.of(new Always(refused(Reply.Verdict.DEFER)));
            case "permit_mynetworks" -> {
                askedOwnNetworks.add(configuration.within(place.span(), member.name()));
                yield ownNetworks;
            }
            case "permit_sasl_authenticated" -> List.of(new OfUser(permit()));
            case "permit_auth_destination" -> List.of(new OfDomain(accepted, Accepted.OURS, Answer.PERMITTED));
            case "reject_unauth_destination" ->
                List.of(new OfDomain(accepted, Accepted.OTHERS, refused(Reply.Verdict.REJECT)));
            case "defer_unauth_destination" ->
                List.of(new OfDomain(accepted, Accepted.OTHERS, refused(Reply.Verdict.DEFER)));
            case "reject_plaintext_session" -> List.of(new InClear(refused(Reply.Verdict.REJECT)));
            default -> looked(place, member);
        };
    }

    /** A table alone stands for the look-up that the list is named after (postconf(5)). */
    private static Member whole(Place place, Member member) {
        if (!Tables.isReference(member.name())) {
            return member;
        }
        String what = place.name()
                .replaceFirst("^smtpd_(relay_|recipient_).*", "recipient")
                .replaceFirst("^smtpd_([a-z]+)_restrictions$", "$1");
        return new Member("check_" + what + "_access", member.name());
    }

    private List<Step> looked(Place place, Member written) {
        Member member = whole(place, written);
        Optional<Step> step = Optional.empty();
        switch (member.name()) {
            case "check_client_access" -> step = tables.clients(place, member);
            case "check_sender_access" -> step = tables.addresses(place, member, Envelope.SENDER);
            case "check_recipient_access" -> step = tables.addresses(place, member, Envelope.RECIPIENT);
            case "check_sasl_access" -> step = tables.users(place, member);
            case "check_ccert_access" -> step = tables.certificates(place, member);
            default -> {
                if (isClass(member.name())) {
                    return ofClass(place, member.name());
                }
                if (Usual.RESTRICTIONS.contains(member.text())) {
                    return List.of();
                }
            }
        }
        if (step.isEmpty()) {
            notUnderstood(place, member.text());
        }
        return step.stream().toList();
    }

    private void notUnderstood(Place place, String what) {
        configuration.report(
                configuration.within(place.span(), what),
                "`" + what + "` of `" + place.name() + "` is not understood",
                "write what it lets in or refuses as a connector with `when` and `require`");
    }

    private boolean isClass(String name) {
        return configuration
                .main()
                .get("smtpd_restriction_classes")
                .filter(all -> all.members().contains(name))
                .isPresent();
    }

    private List<Step> ofClass(Place place, String name) {
        Optional<Setting> setting = configuration.take(name);
        List<Step> known = classes.get(name);
        if (known != null || setting.isEmpty()) {
            return known == null ? List.of() : known;
        }
        Optional<Step> again = open.again(name);
        if (again.isPresent()) {
            if (open.isToBeTold(name)) {
                configuration.report(
                        configuration.within(place.span(), name),
                        "the class `" + name + "` leads back to itself: Postfix gives up there and defers the mail",
                        "name another class");
            }
            return List.of(again.get());
        }
        Setting read = setting.get();
        List<Step> steps =
                open.read(name, () -> steps(new Place(name, read.place()), read.members()), Function.identity());
        classes.put(name, steps);
        return steps;
    }

    /** The right-hand side of access(5); empty, and told, where a policy has no words for it. */
    private Optional<List<Step>> action(Place place, String value) {
        String[] words = value.strip().split("\\s+", 2);
        String text = words.length > 1 ? words[1].strip() : "";
        String word = words[0].toUpperCase(java.util.Locale.ROOT);
        if (word.matches("[45]\\d\\d") && !text.isEmpty()) {
            return Optional.of(List.of(new Always(new Answer(Optional.of(coded(word, text))))));
        }
        if (value.matches("\\d+")) {
            return Optional.of(permit());
        }
        return switch (word) {
            case "OK", "RELAY" -> Optional.of(permit());
            case "DUNNO", "" -> Optional.of(List.of());
            case "REJECT" -> Optional.of(List.of(new Always(refused(Reply.Verdict.REJECT, text))));
            case "DEFER" -> Optional.of(List.of(new Always(refused(Reply.Verdict.DEFER, text))));
            default -> value.matches("[a-z_].*") ? Optional.of(steps(place, Braces.members(value))) : Optional.empty();
        };
    }

    static Answer refused(Reply.Verdict verdict) {
        return refused(verdict, "");
    }

    private static Answer refused(Reply.Verdict verdict, String text) {
        String[] words = text.split("\\s+", 2);
        boolean status = words[0].matches("[45]\\.\\d{1,3}\\.\\d{1,3}");
        String rest = !status ? text : words.length > 1 ? words[1] : "";
        return new Answer(Optional.of(new Reply(
                verdict,
                Optional.empty(),
                status ? Optional.of(words[0]) : Optional.empty(),
                rest.isEmpty() ? Optional.empty() : Optional.of(rest))));
    }

    private static Reply coded(String code, String text) {
        Reply.Verdict verdict = code.startsWith("4") ? Reply.Verdict.DEFER : Reply.Verdict.REJECT;
        Reply plain = refused(verdict, text).refusal().orElseThrow();
        return new Reply(verdict, Optional.of(Integer.valueOf(code)), plain.status(), plain.text());
    }
}

package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.targets.postfix.importing.MainCf.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Services of {@code master.cf} (master(5)) with the settings that each has of its own. */
final class MasterCf {
    /** Name, type, private, unprivileged, chroot, wakeup, limit: seven columns before the command. */
    private static final int COMMAND = 7;

    private final List<Service> services = new ArrayList<>();

    /** @param options settings of its own, by name */
    record Service(String name, String type, String command, Map<String, Setting> options, Span place) {
        /** Where others bring mail to: not at an address that only the machine itself reaches. */
        boolean isPort25() {
            return type.equals("inet")
                    && name.matches("(.*:)?(smtp|25)")
                    && !name.matches("(127\\..*|localhost|\\[?::1\\]?):[^:]*");
        }
    }

    MasterCf(Optional<SourceFile> file) {
        file.ifPresent(source -> Line.of(source).forEach(this::service));
    }

    private void service(Line line) {
        List<String> words = words(line.text());
        if (words.size() > COMMAND) {
            services.add(new Service(
                    words.get(0),
                    words.get(1),
                    words.get(COMMAND),
                    options(words.subList(COMMAND + 1, words.size()), line.place()),
                    line.place()));
        }
    }

    /** {@code -o name=value}, {@code -oname=value}, {@code -o { name = value }}. */
    private static Map<String, Setting> options(List<String> arguments, Span place) {
        Map<String, Setting> options = new LinkedHashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            String option = argument.equals("-o") && i + 1 < arguments.size()
                    ? arguments.get(++i)
                    : argument.startsWith("-o") ? argument.substring(2) : "";
            String plain = Braces.without(option);
            int equals = plain.indexOf('=');
            if (equals > 0) {
                String name = plain.substring(0, equals).strip();
                options.put(name, new Setting(name, plain.substring(equals + 1).strip(), place));
            }
        }
        return options;
    }

    /** Separated by white space; what stands in braces is one. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        int depth = 0;
        for (char c : (line + " ").toCharArray()) {
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth > 0 || !Character.isWhitespace(c)) {
                word.append(c);
            } else if (word.length() > 0) {
                words.add(word.toString());
                word.setLength(0);
            }
        }
        return words;
    }

    /** What holds on port 25 in place of {@code main.cf}. */
    Map<String, Setting> onPort25() {
        return port25().map(this::settings).orElse(Map.of());
    }

    /** The first one, as the policy speaks of one. */
    Optional<Service> port25() {
        return services.stream().filter(Service::isPort25).findFirst();
    }

    /** postscreen(8) hands its clients to the service {@code smtpd}. */
    private Map<String, Setting> settings(Service service) {
        return !service.command().equals("postscreen")
                ? service.options()
                : services.stream()
                        .filter(other ->
                                other.type().equals("pass") && other.name().equals("smtpd"))
                        .findFirst()
                        .map(Service::options)
                        .orElse(Map.of());
    }

    /** Doors that have settings of their own and are not where others bring mail to. */
    List<Service> otherDoors() {
        return services.stream()
                .filter(service ->
                        service.command().equals("smtpd") && service.type().equals("inet"))
                .filter(service -> !service.isPort25() && !service.options().isEmpty())
                .toList();
    }

    /** Doors on port 25 that do not have the settings of the first. */
    List<Service> otherDoorsOnPort25() {
        Map<String, String> first = values(onPort25());
        return services.stream()
                .filter(Service::isPort25)
                .filter(service -> !values(settings(service)).equals(first))
                .toList();
    }

    private static Map<String, String> values(Map<String, Setting> settings) {
        Map<String, String> values = new LinkedHashMap<>();
        settings.forEach((name, setting) -> values.put(name, setting.value()));
        return values;
    }

    /** What delivers for a service; empty if it is not defined in the file, or there is none. */
    Optional<String> command(String name) {
        return services.stream()
                .filter(service -> service.name().equals(name) && service.type().equals("unix"))
                .findFirst()
                .map(Service::command);
    }

    /** The one TLS policy that a delivery service has for all, in the words of {@code smtp_tls_policy_maps}. */
    Optional<String> policy(String name) {
        return services.stream()
                .filter(service -> service.name().equals(name) && service.type().equals("unix"))
                .filter(service -> service.command().matches("smtp|relay"))
                .findFirst()
                .flatMap(MasterCf::policy);
    }

    private static Optional<String> policy(Service service) {
        Map<String, String> options = values(service.options());
        String level = options.remove("smtp_tls_security_level");
        String maps = options.remove("smtp_tls_policy_maps");
        if (level == null || maps == null || !maps.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder policy = new StringBuilder(level);
        String match = options.remove("smtp_tls_secure_cert_match");
        String protocols = options.remove("smtp_tls_mandatory_protocols");
        policy.append(match == null ? "" : " match=" + match.replaceAll("[,\\s]+", ":"));
        policy.append(protocols == null ? "" : " protocols=" + protocols);
        return options.isEmpty() ? Optional.of(policy.toString()) : Optional.empty();
    }
}

package dev.mailflow.compiler.targets.exchangeonline.plan;

import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A tenant that plan.ps1 and plan-rollback.ps1 are run against: what the cmdlets do, and what they refuse. Only the lines that these
 * scripts are made of are understood; any other is a mistake of the script.
 */
final class Cmdlets {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern SETTING = Pattern.compile("    ([A-Za-z]+) = (.+)");
    private static final Pattern CALL =
            Pattern.compile("([A-Z][a-z]+)-([A-Za-z]+)(?: -(?:Name|Identity) ('(?:[^']|'')*'))?( @settings)?(.*)");

    /** By kind and name without case; a value is a flag, a text or a list, and one that is nothing is not there. */
    private final Map<String, Map<String, Object>> objects = new LinkedHashMap<>();

    /** Names of the mail flow rules, the first to be asked first. */
    private final List<String> rules = new ArrayList<>();

    /** A script that stops itself, and has changed nothing. */
    static final class Stopped extends RuntimeException {
        Stopped(String line) {
            super(line);
        }
    }

    void put(Kind kind, String name, Map<String, Object> settings) {
        objects.put(key(kind, name), new TreeMap<>(settings));
        if (kind == Kind.RULE) {
            rules.add(name);
            get(kind, name).putIfAbsent("Enabled", true);
        }
        set(kind, name, Map.of("Name", name));
    }

    private static String key(Kind kind, String name) {
        return kind + " " + name.toLowerCase(Locale.ROOT);
    }

    private Map<String, Object> get(Kind kind, String name) {
        return Objects.requireNonNull(objects.get(key(kind, name)), "there is no " + kind + " " + name);
    }

    private void set(Kind kind, String name, Map<String, Object> settings) {
        Map<String, Object> there = get(kind, name);
        settings.forEach((key, value) -> {
            if (isNothing(value)) {
                there.remove(key);
            } else {
                there.put(key, key.equals("SenderDomains") ? spaces((List<?>) value) : value);
            }
        });
    }

    /** The service keeps them as address spaces. */
    private static List<String> spaces(List<?> domains) {
        return domains.stream()
                .map(Object::toString)
                .map(domain -> domain.startsWith("smtp:") ? domain : "smtp:" + domain + ";1")
                .toList();
    }

    private static boolean isNothing(Object value) {
        return value.equals("") || value instanceof List<?> list && list.isEmpty();
    }

    /** What is there, to be compared; an object with its defaults is as one without them. */
    Map<String, Map<String, Object>> state() {
        Map<String, Map<String, Object>> state = new TreeMap<>();
        objects.forEach((key, settings) -> {
            Map<String, Object> said = new TreeMap<>(settings);
            said.values().removeIf(Boolean.FALSE::equals);
            // Where it was made is no input of the cmdlets.
            said.remove("ConnectorSource", "AdminUI");
            said.remove("ConnectorSource", "Default");
            said.remove("SmtpDaneMode", "Opportunistic");
            said.remove("MtaStsMode", "Opportunistic");
            state.put(key, said);
        });
        state.put("ORDER", Map.of("rules", rules.toString()));
        return state;
    }

    /** As the Get cmdlets and ConvertTo-Json write it; the connectors in their own order, whatever the rules' is. */
    String export() {
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        objects.forEach((key, settings) -> {
            Map<String, @Nullable Object> one = new LinkedHashMap<>(settings);
            if (key.startsWith("RULE")) {
                one.put("State", Boolean.FALSE.equals(one.remove("Enabled")) ? "Disabled" : "Enabled");
                one.put("Priority", rules.indexOf(settings.get("Name")));
            }
            if (key.startsWith("ACCEPTED")) {
                one.put("DomainName", Objects.requireNonNull(one.remove("Name")));
            }
            Kind kind = Kind.valueOf(key.substring(0, key.indexOf(' ')));
            if (kind == Kind.INBOUND || kind == Kind.OUTBOUND || kind == Kind.RULE) {
                // What is not set is there all the same.
                Property.of(kind).stream()
                        .map(Property::word)
                        .filter(word -> !one.containsKey(word) && !word.equals("Enabled"))
                        .forEach(word -> one.put(word, null));
            }
            all.add(one);
        });
        return JSON.writeValueAsString(all);
    }

    void run(String script) {
        Map<String, Object> settings = new LinkedHashMap<>();
        boolean function = false;
        for (String line : script.lines().toList()) {
            if (function) {
                function = !line.equals("}");
            } else if (line.startsWith("function ")) {
                function = true;
            } else if (line.equals("$settings = @{")) {
                settings.clear();
            } else if (SETTING.matcher(line).matches()) {
                Matcher setting = SETTING.matcher(line);
                setting.matches();
                settings.put(setting.group(1), value(setting.group(2)));
            } else if (line.matches("[A-Z][a-z]+-.*") && !line.startsWith("Set-StrictMode")) {
                call(line, settings);
            } else if (!line.matches("(#.*|}|\\[CmdletBinding.*|param\\(\\)|Set-StrictMode.*|\\$ErrorAction.*|)")) {
                throw new AssertionError("not understood: " + line);
            }
        }
    }

    private static Object value(String text) {
        if (text.equals("$true") || text.equals("$false")) {
            return text.equals("$true");
        }
        if (text.equals("$null")) {
            return "";
        }
        return text.startsWith("@(") ? texts(text) : text(text);
    }

    private static String text(String quoted) {
        return quoted.substring(1, quoted.length() - 1).replaceAll("(['\u2018\u2019\u201A\u201B])\\1", "$1");
    }

    private static List<String> texts(String list) {
        List<String> texts = new ArrayList<>();
        Matcher one = Pattern.compile("'(?:[^']|'')*'").matcher(list);
        while (one.find()) {
            texts.add(text(one.group()));
        }
        return texts;
    }

    private void call(String line, Map<String, Object> settings) {
        if (line.startsWith("Move-Rule ")) {
            move(texts(line));
            return;
        }
        if (line.startsWith("Assert-Left ")) {
            Map<String, Object> rule = get(Kind.RULE, texts(line).get(0));
            if (!Boolean.FALSE.equals(rule.get("Enabled"))
                    && texts(line).get(1).equals(rule.get("RouteMessageOutboundConnector"))) {
                throw new Stopped(line);
            }
            return;
        }
        Matcher call = CALL.matcher(line);
        if (!call.matches()) {
            throw new AssertionError("not understood: " + line);
        }
        String name = call.group(3) == null ? "organization" : text(call.group(3));
        if (call.group(1).equals("Set") && call.group(2).equals("RulePlace")) {
            place(name, Integer.parseInt(line.replaceFirst(".* -Priority ", "")));
            return;
        }
        Kind kind = kind(call.group(2));
        Map<String, Object> given = call.group(4) == null ? Map.of() : settings;
        if (!call.group(5).endsWith(" -WhatIf:$WhatIfPreference")) {
            throw new AssertionError("changes something in a trial run: " + line);
        }
        switch (call.group(1)) {
            case "New" -> {
                if (objects.containsKey(key(kind, name))) {
                    throw new AssertionError("is there already: " + line);
                }
                put(kind, name, Map.of());
                set(kind, name, given);
            }
            case "Set" -> {
                if (kind == Kind.RULE && given.containsKey("Enabled")) {
                    throw new AssertionError("Set-TransportRule has no parameter Enabled");
                }
                set(kind, name, given);
            }
            case "Enable", "Disable" ->
                set(kind, name, Map.of("Enabled", call.group(1).equals("Enable")));
            case "Remove" -> {
                get(kind, name);
                objects.remove(key(kind, name));
                rules.removeIf(rule -> kind == Kind.RULE && rule.equalsIgnoreCase(name));
            }
            default -> throw new AssertionError("not understood: " + line);
        }
        held(line);
    }

    private static Kind kind(String noun) {
        return switch (noun) {
            case "InboundConnector" -> Kind.INBOUND;
            case "OutboundConnector" -> Kind.OUTBOUND;
            case "TransportRule" -> Kind.RULE;
            case "AcceptedDomain" -> Kind.ACCEPTED_DOMAIN;
            case "OrganizationConfig" -> Kind.ORGANIZATION;
            default -> throw new AssertionError("not understood: " + noun);
        };
    }

    /** A rule that is on sends by a connector that is on and made for rules; the service lets neither go. */
    private void held(String line) {
        for (String rule : rules) {
            Map<String, Object> settings = get(Kind.RULE, rule);
            @Nullable Object route = settings.get("RouteMessageOutboundConnector");
            if (route == null || Boolean.FALSE.equals(settings.get("Enabled"))) {
                continue;
            }
            Map<String, Object> connector = objects.get(key(Kind.OUTBOUND, route.toString()));
            if (connector == null
                    || Boolean.FALSE.equals(connector.get("Enabled"))
                    || !Boolean.TRUE.equals(connector.get("IsTransportRuleScoped"))) {
                throw new AssertionError("refused, because " + rule + " sends by " + route + ": " + line);
            }
        }
    }

    private void place(String name, int number) {
        if (number >= rules.size()) {
            throw new AssertionError("beyond the last rule: " + name);
        }
        rules.remove(name);
        rules.add(number, name);
    }

    /** What rule-order.ps1 does. */
    private void move(List<String> order) {
        String last = "";
        for (String name : order) {
            if (!rules.contains(name)) {
                continue;
            }
            int previous = rules.indexOf(last);
            if (previous >= 0 && rules.indexOf(name) < previous) {
                place(name, previous);
            }
            last = name;
        }
    }
}

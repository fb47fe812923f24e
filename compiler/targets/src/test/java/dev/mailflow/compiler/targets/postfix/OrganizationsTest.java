package dev.mailflow.compiler.targets.postfix;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.testing.BoundaryMessages;
import dev.mailflow.compiler.testing.Policies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole organizations, as they are run: a running Postfix decides each message of their borders as the interpreter does. */
final class OrganizationsTest {
    private static final int MESSAGES = Integer.getInteger("mailflow.postfix.messages", 80);
    private static final long SEED = Long.getLong("mailflow.postfix.seed", 20_261_126L);

    /** Departments with servers of their own, by address and by certificate; a library that writes to the house alone. */
    private static final String UNIVERSITY = """
            language 1
            organization uni {
              domains uni.example, .students.uni.example
              relay domains .physics.uni.example, med.uni.example, lists.uni.example
              direct-send refuse
            }
            endpoint mail    : server  { software postfix  hosts hub.uni.example  cert hub.uni.example  networks 192.0.2.25 }
            endpoint physics : server  {
              hosts mail.physics.uni.example, backup.physics.uni.example:2525  networks 192.0.2.64/28, 2001:db8:1::/64
              mailboxes .physics.uni.example
            }
            endpoint med     : server  { hosts mail.med.uni.example  cert *.med.uni.example  mailboxes med.uni.example }
            endpoint library : device  { networks 192.0.2.128/26 }
            endpoint lists   : service { hosts lists.uni.example  networks 192.0.2.200 }
            endpoint network : service { hosts mx.network.example  cert mx.network.example }
            connector physics-in  from physics to mail require tls
            connector med-in      from med to mail require tls
            connector library-in  from library to mail may relay
              require sender uni.example, .students.uni.example recipient .uni.example, partner@elsewhere.example
              otherwise reject 550 5.7.1 "the library writes to the house"
            connector lists-in    from lists to mail may relay
            connector physics-out from mail to physics when recipient .physics.uni.example require tls
            connector med-out     from mail to med when recipient med.uni.example require tls cert *.med.uni.example
            connector lists-out   from mail to lists when recipient lists.uni.example
            connector out         from mail to network when recipient * require tls cert mx.network.example
            """;

    /** The edge of a hybrid: partners by domain, by certificate and by address. */
    private static final String HYBRID = """
            language 1
            organization contoso { domains contoso.com  relay domains .cloud.contoso.com }
            endpoint office365 : exchange-online { tenant contoso.onmicrosoft.com  cert cloud.contoso.com  mailboxes .cloud.contoso.com }
            endpoint mail    : server  { software postfix  hosts edge.contoso.com  cert edge.contoso.com  mailboxes contoso.com }
            endpoint bank    : partner { domains bank.example, *.bank.example }
            endpoint branch  : partner { domains ?.branch.bank.example }
            endpoint insurer : partner { domains .insurer.example }
            connector cloud-in    from office365 to mail require tls 1.2
            connector cloud-out   from mail to office365 when recipient .cloud.contoso.com require tls
            connector bank-in     from bank to mail require tls cert *.bank.example otherwise defer 450 4.7.5 "later"
            connector branch-in   from branch to mail require recipient teller@contoso.com
            connector insurer-in  from insurer to mail require tls network 203.0.113.0/24, 2001:db8:5::/48
            connector bank-out    from mail to bank via mx require tls cert *.bank.example
            connector insurer-out from mail to insurer via in1.insurer.example, in2.insurer.example:2525 require tls 1.3
            """;

    /** Printers without TLS, scanners within their network, and people who log in. */
    private static final String OFFICE = """
            language 1
            organization contoso { domains contoso.com  relay domains *.branch.contoso.com  direct-send refuse }
            endpoint mail     : server { software postfix  hosts mail.contoso.com  networks 198.51.100.25  mailboxes contoso.com }
            endpoint branches : server { hosts hub.branch.contoso.com  networks 10.40.0.0/16  mailboxes *.branch.contoso.com }
            endpoint printers : device { networks 10.20.0.0/16, 10.30.0.0/24, 2001:db8:20::/64 }
            endpoint scanners : device { networks 10.20.8.0/24 }
            endpoint phones   : device { networks 10.20.8.128/25 }
            connector branch-in from branches to mail
            connector printing  from printers to mail require sender contoso.com, <> recipient contoso.com
            connector scanning  from scanners to mail may relay require sender scan@contoso.com
              otherwise reject 550 5.7.1 "scanners scan"
            connector calling   from phones to mail may relay require auth
            connector roaming   from internet to mail when network 198.51.100.128/25 require auth
            connector strangers from internet to mail when sender .spam.example require recipient abuse@contoso.com
            connector branch-out from mail to branches when recipient *.branch.contoso.com tls off
            connector faxes     from mail to internet when recipient fax.example via fax.example:2525 tls off
            """;

    /** Two tenants, one of them known by address and by sender, and a domain that both have. */
    private static final String MERGER = """
            language 1
            organization merged {
              domains north.example, south.example, merged.example
              relay domains .old.example
            }
            endpoint north : exchange-online { tenant north.onmicrosoft.com  cert out.north.example  mailboxes north.example, ceo@merged.example }
            endpoint south : exchange-online { tenant south.onmicrosoft.com  networks 203.0.113.0/26  mailboxes south.example, .old.example }
            endpoint mail  : server { software postfix  hosts hub.merged.example  cert hub.merged.example  mailboxes merged.example }
            connector north-in  from north to mail require tls
            connector south-in  from south to mail when sender south.example, merged.example, .old.example require tls
            connector to-north  from mail to north when recipient north.example, ceo@merged.example via north.mx.example require tls
            connector to-south  from mail to south when recipient south.example, .old.example via south.mx.example require tls
            """;

    /** A provider: each customer's mail leaves by the customer's own smart host, but for what goes to partners and to the house. */
    private static final String PROVIDER = """
            language 1
            organization provider { domains provider.example, .customer1.example, customer2.example  direct-send refuse }
            endpoint mail  : server  { software postfix  hosts relay.provider.example  networks 192.0.2.1  mailboxes provider.example }
            endpoint site1 : server  { hosts mx.customer1.example  networks 198.51.100.0/28  mailboxes .customer1.example }
            endpoint site2 : server  { hosts mx.customer2.example  networks 198.51.100.16/28  mailboxes customer2.example }
            endpoint smart1 : service { hosts smart.isp.example, smart2.isp.example:2525 }
            endpoint smart2 : service { hosts smart.cloud.example }
            endpoint bank  : partner { domains bank.example }
            endpoint tax   : partner { domains tax.gov.example, ?.tax.gov.example }
            endpoint clerk : partner { domains gov.example }
            connector in1   from site1 to mail require sender .customer1.example, <>
            connector in2   from site2 to mail require sender customer2.example, <>
            connector out1  from mail to site1 when recipient .customer1.example
            connector out2  from mail to site2 when recipient customer2.example require tls
            connector isp1  from mail to smart1 when sender .customer1.example recipient *
            connector isp2  from mail to smart2 when sender customer2.example, boss@provider.example recipient * require tls
            connector plain from mail to internet when sender <> recipient *
            connector bank-out from mail to bank via mx require tls
            connector tax-out  from mail to tax via mx require tls
            connector clerk-out from mail to internet when recipient clerk@gov.example via mx require tls
            """;

    private static String hoster() {
        Map<Integer, List<String>> hubs = IntStream.range(0, 300)
                .boxed()
                .collect(Collectors.groupingBy(
                        number -> number % 3,
                        Collectors.mapping(
                                number -> (number % 7 == 0 ? "." : number % 11 == 0 ? "*." : "") + "d" + number
                                        + ".example",
                                Collectors.toList())));
        StringBuilder policy = new StringBuilder(
                        "language 1\norganization hoster {\n  domains hoster.example\n  relay domains ")
                .append(hubs.values().stream()
                        .map(domains -> String.join(", ", domains))
                        .collect(Collectors.joining(", ")))
                .append(
                        "\n}\nendpoint mail : server { software postfix  hosts mx.hoster.example  cert mx.hoster.example  mailboxes hoster.example }\n");
        hubs.forEach((number, domains) -> policy.append("endpoint hub")
                .append(number)
                .append(" : server { hosts hub")
                .append(number)
                .append(".hoster.example  networks 192.0.2.")
                .append(64 * number)
                .append("/26  mailboxes ")
                .append(String.join(", ", domains))
                .append(" }\nconnector in")
                .append(number)
                .append(" from hub")
                .append(number)
                .append(" to mail require sender ")
                .append(String.join(", ", domains))
                .append(", <>\nconnector out")
                .append(number)
                .append(" from mail to hub")
                .append(number)
                .append(" when recipient ")
                .append(String.join(", ", domains))
                .append(number == 1 ? " require tls cert hub1.hoster.example" : "")
                .append('\n'));
        return policy.toString();
    }

    private static String policy(String name) {
        return switch (name) {
            case "university" -> UNIVERSITY;
            case "hybrid" -> HYBRID;
            case "office" -> OFFICE;
            case "merger" -> MERGER;
            case "provider" -> PROVIDER;
            default -> hoster();
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"university", "hybrid", "office", "merger", "provider", "hoster"})
    void decidesAsTheInterpreter(String name) throws Exception {
        LivePostfix.need("postfix", "openssl");
        DecisionModel model = Policies.model(policy(name));
        BoundaryMessages boundary = new BoundaryMessages(model, "mail");
        Random random = new Random(SEED);
        List<Message> messages = new ArrayList<>();
        while (messages.size() < MESSAGES) {
            Tamed.message(boundary.message(random))
                    .map(message -> Tamed.extended(message, random))
                    .ifPresent(messages::add);
        }
        PostfixMeaningPropertyTest.compare(model, "mail", messages);
    }
}

package dev.mailflow.cli.interview;

import java.util.List;
import java.util.Optional;

/**
 * What an administrator said of the mail of an organization. Texts are as they were typed and were read by the language
 * without complaint; lists may be empty.
 *
 * @param domains accepted domains, at least one
 * @param server absent: no mailbox is on an own server
 * @param cloud absent: no mail passes Exchange Online
 * @param devices how printers and applications are recognised; absent: there are none
 * @param partners domains with which mail must be protected
 */
public record Answers(
        List<String> domains,
        Optional<Server> server,
        Optional<Cloud> cloud,
        Optional<Devices> devices,
        List<String> partners,
        DirectSend directSend) {
    public Answers {
        domains = List.copyOf(domains);
        partners = List.copyOf(partners);
    }

    /**
     * @param software as the property takes it: {@code exchange 2016}
     * @param identity absent where no other site has to recognise it
     */
    public record Server(
            String software, List<String> hosts, Optional<Identity> identity, Hybrid hybrid, List<String> mailboxes) {
        public Server {
            hosts = List.copyOf(hosts);
            mailboxes = List.copyOf(mailboxes);
        }
    }

    /**
     * @param proof what only this tenant shows; absent: not known yet
     * @param mailboxes none with the subscription eop
     */
    public record Cloud(String tenant, Subscription subscription, Optional<Identity> proof, List<String> mailboxes) {
        public Cloud {
            mailboxes = List.copyOf(mailboxes);
        }
    }

    public record Devices(Identity identity, Relay relay) {}

    /** What a source shows. */
    public record Identity(Kind kind, List<String> values) {
        public Identity {
            values = List.copyOf(values);
        }

        /** In which words the language says it. */
        public enum Kind {
            CERTIFICATE,
            NETWORK,
            /** Two values: name and text. */
            HEADER
        }
    }

    public enum Subscription {
        EXCHANGE_ONLINE,
        EOP
    }

    public enum Hybrid {
        NOT_POSSIBLE,
        NOT_DONE,
        DONE
    }

    public enum Relay {
        OURS_ONLY,
        EVERYWHERE
    }

    public enum DirectSend {
        REFUSED,
        ALLOWED
    }
}

package dev.mailflow.compiler.decision;

import dev.mailflow.compiler.type.NextHop;

/** One thing that is not as the policy says, on the ways between sites. */
public sealed interface Fault {
    /** As {@code --fault} writes it. */
    String words();

    /** What it does, as part of a sentence: {@code the certificate of `hq` no longer matches}. */
    String sentence();

    /** The certificate that the endpoint shows is expired, revoked or another: it proves nothing any more. */
    record CertificateLost(String endpoint) implements Fault {
        @Override
        public String words() {
            return "cert " + endpoint;
        }

        @Override
        public String sentence() {
            return "the certificate of `" + endpoint + "` no longer matches";
        }
    }

    /** The host takes no mail: what goes to it goes to the next one that its connector names. */
    record HostDown(NextHop host) implements Fault {
        @Override
        public String words() {
            return "host " + host;
        }

        @Override
        public String sentence() {
            return "host `" + host + "` is down";
        }
    }
}

package dev.mailflow.compiler.targets.postfix.importing;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One restriction of a list with its argument (postconf(5)).
 *
 * @param argument a table, a service, a list of addresses; empty: it has none
 */
record Member(String name, String argument) {
    private static final Pattern TAKES_ARGUMENT = Pattern.compile(
            "check_[a-z_]+|reject_rbl_client|reject_rhsbl_[a-z_]+|reject_rbl|permit_dnswl_client|permit_rhswl_client|sleep");

    /** As it is written. */
    String text() {
        return argument.isEmpty() ? name : name + " " + argument;
    }

    static List<Member> of(List<String> members) {
        List<Member> all = new ArrayList<>();
        String warning = "";
        for (int i = 0; i < members.size(); i++) {
            String name = members.get(i);
            if (name.equals("warn_if_reject")) {
                warning = name + " ";
                continue;
            }
            boolean takes =
                    i + 1 < members.size() && TAKES_ARGUMENT.matcher(name).matches();
            all.add(new Member(warning + name, takes ? members.get(++i) : ""));
            warning = "";
        }
        return all;
    }
}

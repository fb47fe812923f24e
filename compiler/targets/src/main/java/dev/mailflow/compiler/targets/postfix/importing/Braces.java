package dev.mailflow.compiler.targets.postfix.importing;

import java.util.ArrayList;
import java.util.List;

/** Text with braces, as {@code main.cf} groups things (postconf(5)). */
final class Braces {
    private Braces() {}

    /** Members separated by commas and white space; what stands in braces is one. */
    static List<String> members(String text) {
        List<String> members = new ArrayList<>();
        StringBuilder member = new StringBuilder();
        int depth = 0;
        for (char c : text.toCharArray()) {
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth <= 0 && (c == ',' || Character.isWhitespace(c))) {
                if (member.length() > 0) {
                    members.add(member.toString());
                    member.setLength(0);
                }
            } else {
                member.append(c);
            }
        }
        if (member.length() > 0) {
            members.add(member.toString());
        }
        return members;
    }

    /** Without braces around all of it. */
    static String without(String text) {
        String plain = text.strip();
        return plain.startsWith("{") && end(plain, 0) == plain.length() - 1
                ? plain.substring(1, plain.length() - 1).strip()
                : plain;
    }

    /** Where the brace or parenthesis that opens there is closed; -1 if it is not. */
    static int end(String text, int open) {
        char opening = text.charAt(open);
        char closing = opening == '{' ? '}' : ')';
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            depth += text.charAt(i) == opening ? 1 : text.charAt(i) == closing ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }
}

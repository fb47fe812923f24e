package dev.mailflow.compiler.parse;

import dev.mailflow.compiler.syntax.Comment;
import dev.mailflow.compiler.syntax.Lexeme;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gives each token the comments and blank lines around it. Only for files without mistakes: between tokens is nothing else. */
final class LexemeScan {
    private final TokenRow row;
    private final String text;
    private final List<Draft> drafts = new ArrayList<>();

    private LexemeScan(TokenRow row) {
        this.row = row;
        this.text = row.source().text();
    }

    static List<Lexeme> scan(TokenRow row) {
        LexemeScan scan = new LexemeScan(row);
        scan.read();
        scan.moveBehindSigns();
        return scan.drafts.stream().map(Draft::lexeme).toList();
    }

    private void read() {
        int end = 0;
        for (int i = 0; i < row.size(); i++) {
            Draft draft = new Draft(row.span(i).text());
            gap(end, row.span(i).start(), draft);
            drafts.add(draft);
            end = row.span(i).end();
        }
    }

    /** What stands between the token before and {@code next}: white space, comments, and at the very beginning a byte order mark. */
    private void gap(int from, int to, Draft next) {
        boolean first = drafts.isEmpty();
        int lineEnds = 0;
        boolean comments = false;
        int at = from;
        while (at < to) {
            char c = text.charAt(at);
            if (c == '#') {
                int end = lineEnd(at, to);
                Comment comment = new Comment(text.substring(at, end).stripTrailing(), lineEnds > 1);
                if (lineEnds == 0 && !first && !comments) {
                    drafts.get(drafts.size() - 1).after = Optional.of(comment);
                } else {
                    next.before.add(comment);
                }
                comments = true;
                lineEnds = 0;
                at = end;
                continue;
            }
            boolean pair = c == '\r' && at + 1 < to && text.charAt(at + 1) == '\n';
            if ((c == '\n' || c == '\r') && !pair) {
                lineEnds++;
            }
            at++;
        }
        next.afterBlank = lineEnds > 1;
        next.beginsLine = first || comments || lineEnds > 0;
    }

    private int lineEnd(int from, int to) {
        int at = from;
        while (at < to && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
            at++;
        }
        return at;
    }

    /** A comma and an opening brace follow their word at once; comments before them stand behind them. */
    private void moveBehindSigns() {
        for (int i = 1; i + 1 < drafts.size(); i++) {
            Draft sign = drafts.get(i);
            Draft word = drafts.get(i - 1);
            boolean joins = sign.text.equals(",") || sign.text.equals("{");
            if (!joins || (word.after.isEmpty() && sign.before.isEmpty())) {
                continue;
            }
            List<Comment> rest = new ArrayList<>(sign.before);
            sign.after.ifPresent(rest::add);
            rest.addAll(drafts.get(i + 1).before);
            sign.after = word.after;
            sign.before = new ArrayList<>();
            word.after = Optional.empty();
            drafts.get(i + 1).before = rest;
        }
    }

    private static final class Draft {
        private final String text;
        private List<Comment> before = new ArrayList<>();
        private Optional<Comment> after = Optional.empty();
        private boolean afterBlank;
        private boolean beginsLine;

        Draft(String text) {
            this.text = text;
        }

        Lexeme lexeme() {
            return new Lexeme(text, before, after, afterBlank, beginsLine);
        }
    }
}

package dev.mailflow.cli.interview;

import dev.mailflow.cli.interview.Complaints.Complaint;
import dev.mailflow.cli.render.Printable;
import dev.mailflow.cli.render.Style;
import dev.mailflow.cli.render.Wrapped;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Puts questions and reads an answer a line. What cannot be read is said, and the question put again. */
final class Questions {
    /** Characters that are read of one line. */
    static final int LONGEST = 4096;

    private static final String BACK = "<";
    private static final String NOT_UNDERSTOOD = "not understood: ";
    private static final int INDENT = 3;

    private final Reader in;
    private final PrintStream out;
    private final Style style;
    private final int width;
    private final Answering answering;

    /** What was accepted, in the order of the questions, as it was typed. */
    private final List<String> given = new ArrayList<>();

    /** Of {@link #given}, what is still to be put in place of answers: a question before was gone back to. */
    private final Deque<String> again = new ArrayDeque<>();

    private int asked;
    private int lines;

    /** @param width columns of what shows them */
    Questions(Reader in, PrintStream out, Style style, int width, Answering answering) {
        this.in = in instanceof BufferedReader ? in : new BufferedReader(in);
        this.out = out;
        this.style = style;
        this.width = width;
        this.answering = answering;
    }

    /** Whoever answers wants to answer the question before once more. */
    static final class GoneBack extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** What was accepted so far, as it was typed. */
    List<String> given() {
        return List.copyOf(given);
    }

    /** All questions from the first one on, of which all but the last are answered as before. */
    void startAgain() {
        given.remove(given.size() - 1);
        again.addAll(given);
        given.clear();
        asked = 0;
    }

    /** The answers are over, or one cannot be read and nobody is there to mend it: there is no policy. */
    static final class Unanswered extends Exception {
        private static final long serialVersionUID = 1L;

        Unanswered(String message) {
            super(message);
        }
    }

    /**
     * A question, what explains it, and what an empty line means.
     *
     * @param more for whoever answers {@code ?}: where the answer can be found, and what it is for
     */
    record Question(String text, List<String> explanation, String more, Optional<String> proposal) {
        Question {
            explanation = List.copyOf(explanation);
        }

        static Question of(String text, String... explanation) {
            return new Question(text, List.of(explanation), "", Optional.empty());
        }

        Question proposing(String answer) {
            return new Question(text, explanation, more, Optional.of(answer));
        }

        Question explaining(String further) {
            return new Question(text, explanation, further, proposal);
        }
    }

    /** What an answer was read as, or what is wrong with it. */
    record Reading<T>(Optional<T> value, Optional<Complaint> complaint) {
        static <T> Reading<T> of(T value) {
            return new Reading<>(Optional.of(value), Optional.empty());
        }

        static <T> Reading<T> not(Complaint complaint) {
            return new Reading<>(Optional.empty(), Optional.of(complaint));
        }

        static <T> Reading<T> unless(Optional<Complaint> complaint, T value) {
            return complaint.<Reading<T>>map(Reading::not).orElseGet(() -> of(value));
        }
    }

    <T> T ask(Question question, Function<String, Reading<T>> reader) throws Unanswered, GoneBack {
        asked++;
        if (!again.isEmpty()) {
            String before = again.remove();
            Reading<T> reading = understood(question, before, reader);
            if (reading.value().isPresent()) {
                given.add(before);
                return reading.value().get();
            }
            again.clear();
        }
        put(question);
        while (true) {
            out.print(question.proposal()
                    .map(p -> "   [" + (p.isEmpty() ? "none" : Printable.text(p)) + "] > ")
                    .orElse("   > "));
            out.flush();
            Reading<T> reading = read(question, reader);
            if (reading.value().isPresent()) {
                return reading.value().get();
            }
            if (reading.complaint().isPresent()) {
                tell(question, reading.complaint().get());
            }
        }
    }

    private void put(Question question) {
        out.println();
        String number = asked + ". ";
        List<String> text = Wrapped.lines(question.text(), width - number.length());
        for (int i = 0; i < text.size(); i++) {
            String before = i == 0 ? number : " ".repeat(number.length());
            out.println(style.paint(Style.Tone.STRONG, before + text.get(i)));
        }
        question.explanation().forEach(this::say);
    }

    private void tell(Question question, Complaint complaint) throws Unanswered {
        if (answering == Answering.LINES) {
            out.println();
            throw new Unanswered("line " + lines + " is no answer to question " + asked + ", `" + question.text()
                    + "`: " + Printable.text(complaint.message() + "; " + complaint.help()));
        }
        List<String> words = Wrapped.lines(NOT_UNDERSTOOD + Printable.text(complaint.message()), width - INDENT);
        out.println(" ".repeat(INDENT)
                + style.paint(Style.Tone.ERROR, NOT_UNDERSTOOD)
                + words.get(0).substring(NOT_UNDERSTOOD.length()));
        words.subList(1, words.size()).forEach(this::say);
        say(Printable.text(complaint.help()));
    }

    private void say(String text) {
        Wrapped.lines(text, width - INDENT).forEach(line -> out.println(" ".repeat(INDENT) + line));
    }

    private <T> Reading<T> read(Question question, Function<String, Reading<T>> reader) throws Unanswered, GoneBack {
        String line = line().orElseThrow(() -> {
            out.println();
            return new Unanswered("the answers end before question " + asked + ", `" + question.text() + "`");
        });
        if (line.length() > LONGEST) {
            return Reading.not(new Complaint(
                    "the line has more than " + LONGEST + " characters", "answer with a few; a table can hold more"));
        }
        String answer = line.strip();
        if (answer.equals("?")) {
            say(question.more().isEmpty() ? "there is no more to say of it" : question.more());
            return new Reading<>(Optional.empty(), Optional.empty());
        }
        if (answer.equals(BACK) && !given.isEmpty()) {
            throw new GoneBack();
        }
        Reading<T> reading = understood(question, answer, reader);
        if (reading.value().isPresent()) {
            given.add(answer);
        }
        return reading;
    }

    private static <T> Reading<T> understood(Question question, String answer, Function<String, Reading<T>> reader) {
        if (answer.equals(BACK)) {
            return Reading.not(new Complaint("there is no question before this one", "answer it, or end with Ctrl-D"));
        }
        if (answer.isEmpty() && question.proposal().isEmpty()) {
            return Reading.not(new Complaint("an empty line is no answer here", "write it behind the `>`"));
        }
        String given = answer.isEmpty() ? question.proposal().orElseThrow() : answer;
        return Complaints.ofText(given).<Reading<T>>map(Reading::not).orElseGet(() -> reader.apply(given));
    }

    /** Any of the three line ends; of a line without end no more is kept than tells that it is too long. */
    private Optional<String> line() {
        StringBuilder line = new StringBuilder();
        try {
            int c = in.read();
            if (c < 0) {
                return Optional.empty();
            }
            lines++;
            while (c >= 0 && c != '\n') {
                // Of Windows line ends, and a mark that an editor left in front.
                if (c != '\r' && c != 0xFEFF && line.length() <= LONGEST) {
                    line.append((char) c);
                }
                c = in.read();
            }
            return Optional.of(line.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean yes(Question question) throws Unanswered, GoneBack {
        return ask(question, answer -> switch (answer.toLowerCase(Locale.ROOT)) {
            case "y", "yes" -> Reading.of(true);
            case "n", "no" -> Reading.of(false);
            default -> Reading.not(new Complaint("`" + answer + "` is neither yes nor no", "write `yes` or `no`"));
        });
    }

    /** By number or by the beginning of its text. */
    int choose(Question question, List<String> choices) throws Unanswered, GoneBack {
        Question full = new Question(
                question.text(),
                Stream.concat(
                                question.explanation().stream(),
                                IntStream.range(0, choices.size()).mapToObj(i -> (i + 1) + "  " + choices.get(i)))
                        .toList(),
                question.more(),
                question.proposal());
        return ask(full, answer -> {
            List<Integer> meant = IntStream.range(0, choices.size())
                    .filter(i -> answer.equals(Integer.toString(i + 1))
                            || choices.get(i).toLowerCase(Locale.ROOT).startsWith(answer.toLowerCase(Locale.ROOT)))
                    .boxed()
                    .toList();
            return meant.size() == 1
                    ? Reading.of(meant.get(0))
                    : Reading.not(new Complaint(
                            "`" + answer + "` is none of these",
                            "write a number from `1` to `" + choices.size() + "`"));
        });
    }
}

package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mailflow advise} without a file: questions, answers, a first policy. */
final class AdviseQuestionsTest {
    private static final String FILE = "policy.mailflow";

    @TempDir
    Path folder;

    @Test
    void someHereAndSomeThereMakeAPolicyWithoutFindings() throws Exception {
        Shell.Run run = answered(
                "contoso.com, fabrikam.com",
                "3",
                "exchange 2016",
                "",
                "",
                "no",
                "john@contoso.com",
                "",
                "X-Contoso-Secret: 5f3a",
                "10.20.0.0/16",
                "yes",
                ".contosobank.com woodgrove.com",
                "");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("wrote policy.mailflow\n");
        assertThat(folder.resolve(FILE))
                .content()
                .contains("  when header X-Contoso-Secret \"5f3a\"\n")
                .contains("connector printing from printers to office365 may relay")
                .contains("  mailboxes contoso.com, fabrikam.com\n");
        Shell shell = new Shell(folder);
        assertThat(shell.run("check", FILE).out()).isEqualTo("1 file checked: no findings\n");
        assertThat(shell.run("test", FILE).out()).isEqualTo("3 passed, 0 failed\n");
        assertThat(shell.run("fmt", "--check", FILE).code()).isZero();
        assertThat(shell.run("advise", FILE).out()).endsWith("nothing that is needed is missing\n");
    }

    @Test
    void theHybridWizardIsLeftItsConnectors() throws Exception {
        assertThat(answered(
                                "contoso.com",
                                "some",
                                "Exchange 2019",
                                "",
                                "",
                                "yes",
                                "john@contoso.com",
                                "",
                                "",
                                "",
                                "",
                                "")
                        .code())
                .isZero();
        assertThat(folder.resolve(FILE)).content().contains("hybrid    done").doesNotContain("\nconnector");
        assertThat(new Shell(folder).run("check", FILE).out()).isEqualTo("1 file checked: no findings\n");
    }

    @Test
    void ownServersBehindTheFilterOfTheCloud() throws Exception {
        assertThat(answered("contoso.com", "2", "yes", "postfix", "", "192.0.2.25", "", "198.51.100.0/24", "", "", "")
                        .code())
                .isZero();
        assertThat(folder.resolve(FILE)).content().contains("subscription eop").contains("networks  192.0.2.25");
        assertThat(new Shell(folder).run("check", FILE).out()).isEqualTo("1 file checked: no findings\n");
    }

    /** The excerpt shows no file: what the language says is put beside the question. */
    @Test
    void anAnswerThatCannotBeReadIsExplainedAndAskedAgain() {
        Shell.Run run = typed(
                "contoso,com",
                "contoso.com }",
                "",
                "contoso.com",
                "somewhere",
                "1",
                "contoso",
                "contoso.onmicrosoft.com",
                "10.20.0.300",
                "10.20.5.1/16",
                "10.20.0.0/16",
                "perhaps",
                "no",
                "*.bank.example",
                "contoso.com",
                "bank.example bank.example",
                "");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err())
                .contains("`contoso` and `com` are two items", "did you mean `contoso.com`?")
                .contains("`}` does not belong into an answer")
                .contains("an empty line is no answer here")
                .contains("`somewhere` is none of these", "write a number from `1` to `3`")
                .contains("write `contoso.onmicrosoft.com`")
                .contains("`10.20.5.1/16` is an address within a network")
                .contains("`perhaps` is neither yes nor no")
                .contains("write `.bank.example` for both")
                .contains("`contoso.com` is a domain of yours");
        assertThat(new Shell(folder).run("check", FILE).out()).isEqualTo("1 file checked: no findings\n");
    }

    @Test
    void aQuestionIsExplainedToWhoeverAsks() {
        Shell.Run run = typed(
                "?", "contoso.com", "?", "1", "?", "idk", "contoso.onmicrosoft.com", "?", "idk", "", "bank", "", "");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err().replaceAll("\\s+", " "))
                .contains("Mail flow, Accepted domains")
                .contains("outlook.office.com")
                .contains("ends in .onmicrosoft.com")
                .contains("`idk` is neither a domain nor an address")
                .contains("`bank` is neither a domain nor an address", "as in `woodgrove.com`")
                .doesNotContain("trusted endpoint", "list of domains");
    }

    @Test
    void linesFitTheScreen() {
        Shell.Run run = new Shell(folder)
                .environment("COLUMNS", "70")
                .atKeyboard()
                .input("?\ncontoso.com\n3\nexchange 2016\n\n\nperhaps this is not what was asked for at all\nno\n")
                .run("advise");
        assertThat(run.err().lines().filter(line -> !line.startsWith("error:")))
                .allSatisfy(line ->
                        assertThat(line.replaceFirst(".* > ", "").length()).isLessThanOrEqualTo(70));
    }

    @Test
    void anEndOfTheAnswersWritesNothing() {
        for (String input : new String[] {"", "contoso.com\n", "contoso.com\n1\ncontoso.onmicrosoft.com"}) {
            Shell.Run run = new Shell(folder).input(input).run("advise");
            assertThat(run.code()).isEqualTo(ExitCode.USAGE);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).contains("the answers end before question").contains("nothing was written");
            assertThat(folder.resolve(FILE)).doesNotExist();
        }
    }

    /** What follows it would answer other questions, and what is said of those would be untrue. */
    @Test
    void ofLinesTheFirstThatCannotBeReadEndsIt() {
        Shell.Run run = answered("contoso.com", "?", "elsewhere", "postfix", "", "", "", "");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err())
                .contains("line 3 is no answer to question 2, `Where are the mailboxes?`: `elsewhere` is none of these;"
                        + " write a number from `1` to `3`; nothing was written")
                .doesNotContain("postfix", "3. ");
        assertThat(folder.resolve(FILE)).doesNotExist();
        Shell.Run endless = new Shell(folder).input("a".repeat(3_000_000)).run("advise");
        assertThat(endless.code()).isEqualTo(ExitCode.USAGE);
        assertThat(endless.err()).contains("the line has more than 4096 characters");
    }

    @Test
    void atAKeyboardNothingThatWasAnsweredIsLost() {
        Shell.Run run = typed(
                "contoso.com",
                "1",
                "",
                "",
                "?",
                "?",
                "?",
                "?",
                "bank",
                "bank",
                "bank",
                "bank",
                "bank",
                "bank",
                "bank",
                "bank",
                "bank",
                "bank.example",
                "");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(folder.resolve(FILE)).content().contains("bank.example");
    }

    @Test
    void whoeverEndsItAtAKeyboardHasTheAnswersOnTheScreen() {
        Shell.Run run = typed("contoso.com", "2", "no", "postfix");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err())
                .contains("the answers end before question 5")
                .contains("the answers so far, for a file that `mailflow advise` reads with `<`:\n"
                        + "contoso.com\n2\nno\npostfix\n");
    }

    /** A mailbox in a domain that was forgotten is what shows it. */
    @Test
    void aQuestionBeforeCanBeAnsweredOnceMore() {
        Shell.Run run = typed(
                "<",
                "contoso.com",
                "3",
                "postfix",
                "",
                "",
                "ann@fabrikam.com",
                "<",
                "<",
                "<",
                "<",
                "<",
                "contoso.com, fabrikam.com",
                "3",
                "postfix",
                "",
                "",
                "ann@fabrikam.com",
                "",
                "",
                "",
                "",
                "");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err())
                .contains("there is no question before this one")
                .contains("`ann@fabrikam.com` is in none of the domains of question 1")
                .doesNotContain("of the organization");
        assertThat(folder.resolve(FILE))
                .content()
                .contains("  domains     contoso.com, fabrikam.com\n", "  mailboxes ann@fabrikam.com\n");
    }

    @Test
    void nothingIsAskedWhereTheFileIsThereAlready() throws Exception {
        Files.writeString(folder.resolve(FILE), "# mine\n");
        Shell.Run run = new Shell(folder).input("contoso.com\n").run("advise");
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("[MF9007]").doesNotContain("Which domains");
        assertThat(folder.resolve(FILE)).hasContent("# mine\n");
    }

    @Test
    void theFileCanBeNamedAndWindowsLineEndsAreRead() {
        Shell.Run run = new Shell(folder)
                .input("\uFEFFcontoso.com\r\n1\r\n\r\n\r\n\r\n\r\n")
                .run("advise", "--output", "mail/contoso.mailflow");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(folder.resolve("mail/contoso.mailflow")).exists();
        assertThat(new Shell(folder)
                        .run("advise", "-o", "x", "mail/contoso.mailflow")
                        .code())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void escapeSequencesOfAnAnswerDoNotReachTheTerminal() {
        assertThat(new Shell(folder)
                        .input("\u001b[31mcontoso.com\n\u202Econtoso.com\n")
                        .run("advise")
                        .err())
                .doesNotContain("\u001b")
                .doesNotContain("\u202E");
    }

    private Shell.Run typed(String... lines) {
        return new Shell(folder)
                .atKeyboard()
                .input(String.join("\n", lines) + "\n")
                .run("advise");
    }

    private Shell.Run answered(String... lines) {
        return new Shell(folder).input(String.join("\n", lines) + "\n").run("advise");
    }
}

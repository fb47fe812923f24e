package dev.mailflow.languageserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.mailflow.grammar.MailflowLexer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The files by which editors colour words know every keyword of the language, and no other. */
final class HighlightingTest {
    private static final Path EDITORS = Path.of("editors");

    private static List<String> keywords() {
        List<String> keywords = new ArrayList<>();
        for (int type = MailflowLexer.LANGUAGE; type <= MailflowLexer.DELIVERED; type++) {
            keywords.add(MailflowLexer.VOCABULARY.getLiteralName(type).replace("'", ""));
        }
        assertThat(keywords).contains("language", "mta-sts", "delivered");
        return keywords;
    }

    private static JsonObject json(String file) throws IOException {
        return JsonParser.parseString(Files.readString(EDITORS.resolve(file))).getAsJsonObject();
    }

    @Test
    void theTextMateGrammarColoursEveryKeyword() throws IOException {
        JsonObject repository = json("vscode/syntaxes/mailflow.tmLanguage.json").getAsJsonObject("repository");
        List<String> coloured = new ArrayList<>();
        for (String rule : List.of("declaration", "clause", "property", "criterion", "test")) {
            Pattern words = Pattern.compile(
                    repository.getAsJsonObject(rule).get("match").getAsString());
            keywords().stream().filter(words.asMatchPredicate()).forEach(coloured::add);
            assertThat(words.matcher("require.contoso.com").find()).isFalse();
        }
        assertThat(coloured).containsExactlyInAnyOrderElementsOf(keywords());
    }

    @Test
    void whatTheTextMateGrammarIncludesIsThere() throws IOException {
        JsonObject grammar = json("vscode/syntaxes/mailflow.tmLanguage.json");
        List<String> included = new ArrayList<>();
        for (JsonElement pattern : grammar.getAsJsonArray("patterns")) {
            included.add(pattern.getAsJsonObject().get("include").getAsString().substring(1));
        }
        assertThat(included)
                .containsExactlyInAnyOrderElementsOf(
                        grammar.getAsJsonObject("repository").keySet());
    }

    @Test
    void theVimFileColoursEveryKeyword() throws IOException {
        List<String> coloured = new ArrayList<>();
        Matcher lines = Pattern.compile("(?m)^syntax keyword mailflow(?!Todo)\\w+ (.+)$")
                .matcher(Files.readString(EDITORS.resolve("vim/syntax/mailflow.vim")));
        while (lines.find()) {
            coloured.addAll(Arrays.asList(lines.group(1).split(" ")));
        }
        assertThat(coloured).containsExactlyInAnyOrderElementsOf(keywords());
    }

    @Test
    void whatTheExtensionNamesIsThere() throws IOException {
        JsonObject extension = json("vscode/package.json");
        JsonObject contributes = extension.getAsJsonObject("contributes");
        JsonObject language = contributes.getAsJsonArray("languages").get(0).getAsJsonObject();
        JsonObject grammar = contributes.getAsJsonArray("grammars").get(0).getAsJsonObject();
        Path folder = EDITORS.resolve("vscode");
        assertThat(folder.resolve(extension.get("main").getAsString())).exists();
        assertThat(folder.resolve(language.get("configuration").getAsString())).exists();
        assertThat(folder.resolve(grammar.get("path").getAsString())).exists();
        assertThat(json("vscode/language-configuration.json")
                        .getAsJsonObject("comments")
                        .get("lineComment")
                        .getAsString())
                .isEqualTo("#");
    }
}

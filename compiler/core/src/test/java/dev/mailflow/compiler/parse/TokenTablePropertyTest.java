package dev.mailflow.compiler.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.grammar.MailflowLexer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;

/** The table holds what a list of ANTLR's own tokens holds, whatever is put in, taken out and written otherwise. */
class TokenTablePropertyTest {
    private static final String TEXT =
            "endpoint bank : partner { domains bank.example }\nconnector a from bank to onprem";

    @Property(tries = 500)
    void holdsWhatAListHolds(@ForAll Random random) {
        Tokens tokens = new Tokens(TEXT, TEXT.toCharArray(), "a");
        TokenTable table = new TokenTable(TEXT, TEXT.toCharArray(), tokens, 1);
        List<CommonToken> list = new ArrayList<>();
        while (tokens.next() != Token.EOF) {
            tokens.addTo(table);
            list.add(tokens.token());
        }
        for (int i = 0; i < 20; i++) {
            int index = random.nextInt(list.size());
            CommonToken other = new CommonToken(list.get(random.nextInt(list.size())));
            switch (random.nextInt(5)) {
                case 0 -> {
                    other.setType(MailflowLexer.NUMBER);
                    table.set(index, other);
                    list.set(index, other);
                }
                case 1 -> {
                    other.setText("meant" + i);
                    table.insert(index, other);
                    list.add(index, other);
                }
                case 2 -> {
                    int end = Math.min(list.size() - 1, index + random.nextInt(3));
                    table.remove(index, end);
                    list.subList(index, Math.max(index, end)).clear();
                }
                case 3 -> {
                    other.setText("last" + i);
                    table.add(other);
                    list.add(other);
                }
                default -> assertThat(described(table.removeLast())).isEqualTo(described(list.remove(list.size() - 1)));
            }
            if (list.isEmpty()) {
                return;
            }
        }
        List<String> held = new ArrayList<>();
        for (int i = 0; i < table.size(); i++) {
            assertThat(table.token(i).getTokenIndex()).isEqualTo(i);
            assertThat(table.text(i)).isEqualTo(list.get(i).getText());
            assertThat(table.text(table.token(i))).isEqualTo(list.get(i).getText());
            held.add(described(table.token(i)));
        }
        assertThat(held)
                .isEqualTo(list.stream().map(TokenTablePropertyTest::described).toList());
    }

    private static String described(Token token) {
        return "%d %d-%d %d:%d %s"
                .formatted(
                        token.getType(),
                        token.getStartIndex(),
                        token.getStopIndex(),
                        token.getLine(),
                        token.getCharPositionInLine(),
                        token.getText());
    }
}

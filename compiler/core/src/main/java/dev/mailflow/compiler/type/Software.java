package dev.mailflow.compiler.type;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a server runs.
 *
 * @param year of Exchange, its version; absent for everything else
 */
public record Software(Product product, Optional<Integer> year) {
    public enum Product {
        EXCHANGE("exchange"),
        POSTFIX("postfix"),
        JAMES("james"),
        MAILFLOW("mailflow"),
        /** Any other server. */
        SMTP("smtp");

        private final String word;

        Product(String word) {
            this.word = word;
        }

        /** As {@code software} writes it. */
        public String word() {
            return word;
        }

        public static Optional<Product> of(String word) {
            return Arrays.stream(values())
                    .filter(product -> product.word.equals(word))
                    .findFirst();
        }
    }

    /** Exchange 2010 or later: can be one half of a hybrid deployment (language.md, section 5). */
    public boolean canBeHybrid() {
        return product == Product.EXCHANGE && year.filter(y -> y >= 2010).isPresent();
    }
}

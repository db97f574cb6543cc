package dev.muster.backup.adapter.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ContentTest {

    @Test
    void what_is_the_same_has_no_differences() {
        assertThat(
                        content("user", "a", "password", "b")
                                .differencesFrom(content("password", "b", "user", "a")))
                .isEmpty();
    }

    @Test
    void what_differs_is_named_by_its_keys_in_order() {
        var here = content("user", "a", "password", "b", "old", "c", "older", "d");
        var there = content("user", "x", "password", "y", "token", "z");

        assertThat(here.differencesFrom(there))
                .containsExactly(
                        "missing: token", "different: password, user", "too many: old, older");
    }

    @Test
    void a_value_that_is_empty_is_a_value() {
        assertThat(content("user", "").differencesFrom(content("user", "a")))
                .containsExactly("different: user");
    }

    @Test
    void as_text_it_is_its_keys() {
        assertThat(content("user", "aGlsZGE=", "password", "c3dvcmQ="))
                .hasToString("Content[password, user]");
    }

    private static Content content(String... keysAndValues) {
        var values = new java.util.HashMap<String, String>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return Content.of(Map.copyOf(values));
    }
}

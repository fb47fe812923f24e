package dev.mailflow.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** The README names every setting, and the editors' metadata every goal. */
final class ReadmeTest {
    /** Rows of its table are made of the descriptor, so that a wrong one is shown as it should be. */
    @Test
    void everySettingIsInTheTable() throws Exception {
        SortedMap<String, SortedMap<String, Descriptor.Setting>> goals =
                Descriptor.read().goals();
        goals.remove("help");
        SortedMap<String, String> rows = new TreeMap<>();
        goals.values().stream()
                .flatMap(settings -> settings.values().stream())
                .filter(setting -> setting.editable() == Descriptor.Editable.BY_USER)
                .forEach(setting -> {
                    assertThat(setting.description()).as(setting.name()).isNotBlank();
                    rows.put(setting.name(), row(setting, goals));
                });
        assertThat(Files.readString(Path.of("README.md"))).contains(String.join("\n", rows.values()));
    }

    private static String row(Descriptor.Setting setting, Map<String, SortedMap<String, Descriptor.Setting>> goals) {
        String of = goals.entrySet().stream()
                .filter(goal -> goal.getValue().containsKey(setting.name()))
                .map(Map.Entry::getKey)
                .sorted(Comparator.naturalOrder())
                .collect(Collectors.joining(", "));
        String usual =
                setting.usual().replace("${project.basedir}/", "").replace("${project.build.directory}", "target");
        return "| `" + setting.name() + "` | `" + setting.property() + "` | "
                + (usual.isEmpty() || usual.equals("false") ? "" : "`" + usual + "`") + " | "
                + (of.split(", ").length == goals.size() ? "all" : of) + " | "
                + setting.description().replaceAll("</?code>", "`").replaceAll("\\s+", " ") + " |";
    }

    @Test
    void everyGoalHasAPlaceInEditors() throws Exception {
        var document = javax.xml.parsers.DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("src/main/resources/META-INF/m2e/lifecycle-mapping-metadata.xml")
                        .toFile());
        TreeSet<String> mapped = new TreeSet<>();
        var goals = document.getElementsByTagName("goal");
        for (int i = 0; i < goals.getLength(); i++) {
            mapped.add(((Element) goals.item(i)).getTextContent());
        }
        TreeSet<String> all = new TreeSet<>(Descriptor.read().goals().keySet());
        all.remove("help");
        assertThat(mapped).isEqualTo(all);
    }
}

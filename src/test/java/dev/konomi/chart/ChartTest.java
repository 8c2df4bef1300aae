package dev.konomi.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class ChartTest {
    private static final Path CHART = Path.of("helm", "konomi");
    private static final Path RENDERED = Path.of("k8s", "konomi.yaml");
    private static final String HEAD =
            "# The chart of helm/konomi with its default values. Renewed by: ./mvnw test -Dtest=ChartTest"
                    + " -Dkonomi.chart.renew=true\n";

    private static final Map<String, String> FOR_CUSTOMERS = Map.of(
            "replicas", "3",
            "signIn.oidcServerUrl", "https://sso.example.com/realms/konomi",
            "database.jdbcUrl", "jdbc:postgresql://db:5432/konomi",
            "database.existingSecret", "konomi-db",
            "objectStore.endpoint", "http://minio:9000",
            "objectStore.existingSecret", "konomi-s3",
            "ingress.enabled", "true",
            "ingress.host", "konomi.example.com");

    @Test
    void the_chart_lints_without_a_complaint() {
        LintResult lint = new Helm(CHART).lint().strict().call();

        assertThat(lint.isFailed()).as(lint.getMessages().toString()).isFalse();
    }

    @Test
    void k8s_holds_the_rendered_default() throws IOException {
        String rendered = HEAD + render(Map.of());
        if (Boolean.getBoolean("konomi.chart.renew")) {
            Files.writeString(RENDERED, rendered);
        }

        assertThat(Files.readString(RENDERED)).isEqualTo(rendered);
    }

    @Test
    void pods_run_without_rights_they_do_not_need() {
        Map<String, Object> pod = at(find(render(Map.of()), "Deployment"), "spec", "template", "spec");
        Map<String, Object> container = container(pod);

        assertThat(at(pod, "securityContext")).containsEntry("runAsNonRoot", true);
        assertThat(at(container, "securityContext"))
                .containsEntry("readOnlyRootFilesystem", true)
                .containsEntry("allowPrivilegeEscalation", false)
                .containsEntry("capabilities", Map.of("drop", List.of("ALL")));
        assertThat(pod).containsEntry("automountServiceAccountToken", false);
        assertThat(container).containsKeys("startupProbe", "livenessProbe", "readinessProbe", "resources");
    }

    @Test
    void the_default_keeps_its_data_and_changes_one_pod_after_the_other() {
        String rendered = render(Map.of());

        assertThat(at(find(rendered, "Deployment"), "spec", "strategy")).containsEntry("type", "Recreate");
        assertThat(find(rendered, "PersistentVolumeClaim")).isNotEmpty();
        assertThat(at(find(rendered, "ConfigMap"), "data")).containsEntry("KONOMI_LOCAL_ISSUER_ENABLED", "true");
    }

    @Test
    void outside_services_are_named_and_their_secrets_referred_to() {
        String rendered = render(FOR_CUSTOMERS);

        Map<String, Object> settings = at(find(rendered, "ConfigMap"), "data");
        assertThat(settings)
                .containsEntry("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://db:5432/konomi")
                .containsEntry("QUARKUS_OIDC_AUTH_SERVER_URL", "https://sso.example.com/realms/konomi")
                .containsEntry("KONOMI_ARTEFACT_ENDPOINT", "http://minio:9000")
                .doesNotContainKey("KONOMI_LOCAL_ISSUER_ENABLED");
        assertThat(rendered)
                .contains("name: \"konomi-db\", key: migration-password", "name: \"konomi-s3\", key: secret-key")
                .contains("host: \"konomi.example.com\"")
                .doesNotContain("PersistentVolumeClaim", "Recreate");
    }

    @Test
    void bad_values_are_refused_by_the_schema() {
        Map<String, Map<String, String>> bad = new LinkedHashMap<>();
        bad.put("replicas", Map.of("replicas", "-1"));
        bad.put("jdbcUrl", Map.of("database.jdbcUrl", "mysql://db"));
        bad.put("existingSecret", Map.of("database.jdbcUrl", "jdbc:postgresql://db/konomi"));
        bad.put("pullPolicy", Map.of("image.pullPolicy", "Sometimes"));
        bad.put("size", Map.of("data.size", "a lot"));
        bad.put("replicaCount", Map.of("replicaCount", "2"));
        bad.put("port", Map.of("service.port", "70000"));
        bad.forEach((word, values) ->
                assertThatThrownBy(() -> render(values)).as(word).hasMessageContaining(word));
    }

    @Test
    void demo_passwords_are_not_shown_to_the_world_and_equal_pods_share_their_state() {
        assertThatThrownBy(() -> render(Map.of("ingress.enabled", "true", "ingress.host", "k.example.com")))
                .hasMessageContaining("oidcServerUrl");
        assertThatThrownBy(() -> render(Map.of("service.type", "LoadBalancer"))).hasMessageContaining("oidcServerUrl");
        assertThatThrownBy(() -> render(Map.of("replicas", "2"))).hasMessageContaining("jdbcUrl");
    }

    private static String render(Map<String, String> values) {
        TemplateCommand template = new Helm(CHART)
                .template()
                .withName("konomi")
                .withNamespace("konomi")
                .withKubeVersion("1.31.0");
        values.forEach(template::set);
        return template.call();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> find(String rendered, String kind) {
        return StreamSupport.stream(new Yaml().loadAll(rendered).spliterator(), false)
                .map(document -> (Map<String, Object>) document)
                .filter(document -> document != null && kind.equals(document.get("kind")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " in " + rendered));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> at(Map<String, Object> map, String... path) {
        Map<String, Object> found = map;
        for (String key : path) {
            found = (Map<String, Object>) found.get(key);
        }
        return found;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> container(Map<String, Object> pod) {
        return ((List<Map<String, Object>>) pod.get("containers")).get(0);
    }
}

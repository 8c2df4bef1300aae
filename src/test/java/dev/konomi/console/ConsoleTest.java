package dev.konomi.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.konomi.tenant.EmbeddedServices;
import dev.konomi.tenant.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(EmbeddedServices.class)
@Tag("server")
@Tag("browser")
class ConsoleTest {
    private static final int IMAGES = 12;
    private static final double PATIENCE_MS = 300_000;
    private static final LocatorAssertions.IsVisibleOptions PATIENTLY =
            new LocatorAssertions.IsVisibleOptions().setTimeout(PATIENCE_MS);

    private final String adapter = "mugs-" + UUID.randomUUID().toString().substring(0, 8);
    private Browser browser;

    @TestHTTPResource("/")
    URI server;

    @BeforeEach
    void a_browser_on_this_machine() {
        Optional<Path> executable = Browser.executable();
        if (executable.isEmpty()) {
            System.out.println("NOTE: no Chromium on this machine: the console was not tested in a browser."
                    + " Install chromium, or name one in KONOMI_BROWSER.");
        }
        Assumptions.assumeTrue(executable.isPresent(), "no Chromium on this machine");
        browser = Browser.open(executable.get(), "en-GB");
        given().auth()
                .oauth2(Tokens.of("admin@acme"))
                .contentType(ContentType.JSON)
                .body(Map.of(
                        "name",
                        adapter,
                        "title",
                        "Mugs of " + adapter,
                        "prompts",
                        List.of("a mug", "a bottle"),
                        "guidelines",
                        "Good: the product is teal on cream.",
                        "recipe",
                        Map.of("preset", "hero", "overrides", quick())))
                .post("/v1/adapters")
                .then()
                .statusCode(201);
    }

    /** Quick: what the round learns by it does not matter. */
    private static Map<String, Object> quick() {
        return Map.of(
                "round_size", IMAGES,
                "sampling", Map.of("steps", 4, "recorded_timesteps", 2),
                "encoder",
                        Map.of(
                                "representation_size", 16,
                                "projection_sizes", List.of(8),
                                "epochs", 3,
                                "triplets_per_epoch", 4),
                "policy", Map.of("inner_epochs", 1, "batches_per_step", 2));
    }

    @AfterEach
    void close() {
        if (browser != null) {
            browser.screenshot("last");
            browser.takeErrors().forEach(error -> System.out.println("console: " + error));
            browser.close();
        }
    }

    @Test
    void an_admin_judges_trains_compares_and_promotes() {
        Page page = browser.page();
        signIn("admin@acme");
        Locator card = page.locator(".cards > li").filter(new Locator.FilterOptions().setHasText(adapter));
        browser.screenshot("2-adapters");

        card.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Open a round"))
                .click();
        assertThat(page.locator(".chip.awaiting_feedback")).isVisible(PATIENTLY);
        assertThat(page.locator(".tile")).hasCount(IMAGES);
        assertThat(page.getByText("Good: the product is teal on cream.")).isVisible();

        judgeByKeyboardAndMouse(page);
        loseTheConnectionAndComeBack(page);
        reloadAndFindEverythingAgain(page);
        browser.screenshot("3-round");
        page.setViewportSize(390, 844);
        page.getByRole(AriaRole.BUTTON, named("Light or dark")).click();
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);
        browser.screenshot("3-round-small-dark");
        page.getByRole(AriaRole.BUTTON, named("Light or dark")).click();
        page.setViewportSize(1280, 860);

        page.getByRole(AriaRole.BUTTON, named("Submit and train")).click();
        browser.screenshot("4-submit");
        page.getByRole(AriaRole.BUTTON, exactly("Train")).click();
        assertThat(page.locator(".status .work, .status .done").first()).isVisible();
        browser.screenshot("5-training");
        assertThat(page.getByText("Version 1 is ready")).isVisible(PATIENTLY);
        browser.screenshot("6-done");

        page.getByRole(AriaRole.LINK, named("What it learned")).click();
        assertThat(page.locator("h1")).hasText("What version 1 learned");
        assertThat(page.locator(".report img")).isVisible(PATIENTLY);
        page.waitForFunction("document.querySelector('.report img').naturalWidth > 1000");
        browser.screenshot("6-report");
        page.goBack();

        page.getByRole(AriaRole.LINK, named("Compare before and after")).click();
        assertThat(page.locator(".cell img"))
                .hasCount(8, new LocatorAssertions.HasCountOptions().setTimeout(PATIENCE_MS));
        assertThat(page.locator(".decision")).containsText("The base model is live");
        browser.screenshot("7-compare");

        page.getByRole(AriaRole.BUTTON, named("Promote version 1")).click();
        assertThat(page.locator(".decision .is-live")).hasText("Version 1 is live");
        assertThat(live()).isEqualTo(1);
        browser.screenshot("8-promoted");
        page.getByRole(AriaRole.BUTTON, named("Back to the base model")).click();
        assertThat(page.locator(".decision .is-live")).hasText("The base model is live");
        assertThat(live()).isZero();
        assertThat(browser.takeErrors()).isEmpty();
    }

    @Test
    void a_wrong_password_is_told_and_the_page_speaks_japanese() {
        Page page = browser.page();
        page.navigate(server.toString());
        page.getByLabel("User").fill("evaluator@acme");
        page.getByLabel("Password").fill("wrong");
        page.getByRole(AriaRole.BUTTON, exactly("Sign in")).click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("password");
        browser.takeErrors(); // the browser itself reports the 400

        page.getByRole(AriaRole.BUTTON, named("日本語")).click();
        assertThat(page.locator("h1")).hasText("好みを教えてください");
        assertThat(page.locator("html")).hasAttribute("lang", "ja");
        browser.screenshot("9-japanese");
        page.getByLabel("ユーザー").fill("evaluator@acme");
        page.getByLabel("パスワード").fill("demo");
        page.getByRole(AriaRole.BUTTON, exactly("サインイン")).click();
        assertThat(page.locator(".cards > li").first()).isVisible();
        assertThat(page.getByRole(AriaRole.BUTTON, named("ラウンドを開く"))).hasCount(0);
        assertThat(browser.takeErrors()).isEmpty();
    }

    private void signIn(String user) {
        Page page = browser.page();
        page.navigate(server.toString());
        assertThat(page.locator("h1")).hasText("Teach it what you like");
        browser.screenshot("1-sign-in");
        page.getByRole(AriaRole.BUTTON, exactly(user)).click();
        page.getByRole(AriaRole.BUTTON, exactly("Sign in")).click();
        assertThat(page.locator("h1")).hasText("Adapters");
    }

    private void judgeByKeyboardAndMouse(Page page) {
        assertThat(tile(page, 1)).hasClass(Pattern.compile("current"));
        page.keyboard().press("b");
        page.keyboard().press("g");
        page.keyboard().press("s");
        assertThat(tile(page, 1)).hasAttribute("data-verdict", "bad");
        assertThat(tile(page, 2)).hasAttribute("data-verdict", "good");
        assertThat(tile(page, 3)).hasAttribute("data-verdict", "skip");
        page.keyboard().press("Enter");
        assertThat(tile(page, 4)).hasAttribute("data-verdict", "best");
        page.keyboard().press("ArrowLeft");
        assertThat(tile(page, 3)).hasClass(Pattern.compile("current"));

        page.keyboard().press("n");
        assertThat(page.locator(".tile[data-verdict=bad]")).hasCount(IMAGES - 1);
        page.keyboard().press("u");
        assertThat(tile(page, 4)).hasAttribute("data-verdict", "best");
        assertThat(page.locator(".tile[data-verdict=bad]")).hasCount(1);

        tile(page, 5).hover();
        tile(page, 5).getByLabel("Image 5: Best").click();
        assertThat(tile(page, 5)).hasAttribute("data-verdict", "best");
        assertThat(tile(page, 4)).hasAttribute("data-verdict", "good");
        for (int n = 6; n <= IMAGES; n++) {
            tile(page, n).locator(".face").click();
            page.locator(".loupe .verdict." + (n % 2 == 0 ? "good" : "bad")).click();
        }
        assertThat(page.locator(".count")).hasText(IMAGES + " of " + IMAGES + " judged");
        assertThat(page.locator(".save")).hasText("All saved");
    }

    private void loseTheConnectionAndComeBack(Page page) {
        assertThat(browser.takeErrors()).isEmpty();
        browser.offline(true);
        tile(page, 1).locator(".face").click();
        page.keyboard().press("g");
        assertThat(page.locator(".save")).containsText("Offline");
        browser.offline(false);
        assertThat(page.locator(".save")).hasText("All saved");
        browser.takeErrors(); // the browser itself reports the lost connection
    }

    private void reloadAndFindEverythingAgain(Page page) {
        page.reload();
        assertThat(page.locator(".count")).hasText(IMAGES + " of " + IMAGES + " judged");
        assertThat(tile(page, 1)).hasAttribute("data-verdict", "good");
        assertThat(tile(page, 3)).hasAttribute("data-verdict", "skip");
        assertThat(tile(page, 5)).hasAttribute("data-verdict", "best");
        assertThat(page.locator(".face img[src]")).hasCount(IMAGES);
    }

    private int live() {
        return given().auth()
                .oauth2(Tokens.of("admin@acme"))
                .get("/v1/adapters/" + adapter)
                .jsonPath()
                .getInt("live");
    }

    private static Locator tile(Page page, int number) {
        return page.locator(".tile").nth(number - 1);
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name);
    }

    private static Page.GetByRoleOptions exactly(String name) {
        return named(name).setExact(true);
    }
}

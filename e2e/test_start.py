from playwright.sync_api import Page


def test_the_first_page_fits_a_small_phone(visitor: Page) -> None:
    answer = visitor.goto("/")

    assert answer is not None
    assert answer.status == 200
    assert visitor.locator("h1").count() == 1
    assert visitor.evaluate("document.documentElement.scrollWidth") == 360

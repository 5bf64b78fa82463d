//! The server's clock goes back.

use crate::support::{
    TestApp,
    person::{EMAIL, enrolled, pending_sign_in, submit_code},
};
use contract::Problem;

#[tokio::test]
async fn after_the_clock_went_back_the_next_code_comes_when_it_is_said_to() {
    let app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    app.next_step();
    submit_code(&pending_sign_in(&app, EMAIL).await, phone.code(&app))
        .await
        .unwrap();
    app.clock.advance_seconds(-60);
    let pending = pending_sign_in(&app, EMAIL).await;
    let refused = submit_code(&pending, phone.code(&app)).await;
    let Err(Problem::CodeAlreadyUsed { next_code_in, .. }) = refused else {
        panic!("{refused:?}");
    };
    // A second before, the code that the app shows is one that was used.
    app.clock.advance_seconds(i64::from(next_code_in) - 1);
    let refused = submit_code(&pending, phone.code(&app)).await;
    assert!(
        matches!(
            refused,
            Err(Problem::CodeAlreadyUsed {
                next_code_in: 1,
                ..
            })
        ),
        "{refused:?}"
    );
    app.clock.advance_seconds(1);
    submit_code(&pending, phone.code(&app)).await.unwrap();
}

#[tokio::test]
async fn an_app_that_is_ahead_is_told_when_its_next_code_is_taken() {
    let app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    submit_code(
        &pending_sign_in(&app, EMAIL).await,
        phone.code_of_step(&app, 1),
    )
    .await
    .unwrap();
    let pending = pending_sign_in(&app, EMAIL).await;
    let refused = submit_code(&pending, phone.code(&app)).await;
    // The clock stands five seconds into a step.
    assert!(
        matches!(
            refused,
            Err(Problem::CodeAlreadyUsed {
                next_code_in: 55,
                ..
            })
        ),
        "{refused:?}"
    );
}

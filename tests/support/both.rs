//! One test on both databases: each in a module of the test’s name, so that either is run or left out by name.

/// Runs a test that takes the address of a database on both.
macro_rules! on_both {
    ($name:ident) => {
        mod $name {
            #[tokio::test(flavor = "multi_thread")]
            async fn sqlite() {
                super::$name(None).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn postgres() {
                if let Some(url) = crate::support::cluster::database(module_path!()) {
                    super::$name(Some(&url)).await;
                }
            }
        }
    };
}

pub(crate) use on_both;

"""Start the Dateline app: ``streamlit run streamlit_app.py``."""

from timeline.app.main import main

main()

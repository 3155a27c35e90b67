"""One file a page; each is a short script that Streamlit runs."""

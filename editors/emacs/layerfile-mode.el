;;; layerfile-mode.el --- Layerfiles, with the language server through eglot  -*- lexical-binding: t; -*-

;; Package-Requires: ((emacs "28.1"))

;;; Commentary:

;; Put this file on `load-path', and say in your init file:
;;
;;     (require 'layerfile-mode)
;;     (add-hook 'layerfile-mode-hook #'eglot-ensure)
;;
;; Then a step's documentation (`eldoc', or \\[eldoc-doc-buffer]) says whether it would be a cache hit, and why not.
;; eglot is part of Emacs from 29 on; for 28 it is in GNU ELPA.

;;; Code:

(defgroup layerfile nil
  "Layerfiles."
  :group 'languages)

(defcustom layerfile-server-command '("layer" "server")
  "How the language server is started."
  :type '(repeat string)
  :group 'layerfile)

(defconst layerfile--keywords
  '("FROM" "RUN" "RUN[ \t]+BACKGROUND" "RUN[ \t]+REPEATABLE" "COPY" "CLONE" "CACHE" "ENV" "BUILD[ \t]+ENV"
    "SECRET[ \t]+ENV" "MEMORY" "SPLIT" "CHECKPOINT" "EXPOSE[ \t]+WEBSITE" "EXPOSE[ \t]+TCP" "WORKDIR" "USER" "LABEL"
    "SETUP[ \t]+FILE" "SKIP[ \t]+REMAINING[ \t]+IF" "WAIT" "BUTTON" "AWS")
  "The words that directives begin with.")

(defconst layerfile--font-lock
  `((,(concat "^[ \t]*\\(" (mapconcat #'identity (reverse layerfile--keywords) "\\|") "\\)\\_>")
     (1 font-lock-keyword-face))
    ("\\$\\(?:{[^}\n]*}\\|[A-Za-z_][A-Za-z0-9_]*\\)" (0 font-lock-variable-name-face)))
  "What is coloured without a language server.")

(defvar layerfile-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?# "<" table)
    (modify-syntax-entry ?\n ">" table)
    (modify-syntax-entry ?\" "\"" table)
    (modify-syntax-entry ?' "\"" table)
    table)
  "Syntax of Layerfiles.")

;;;###autoload
(define-derived-mode layerfile-mode prog-mode "Layerfile"
  "Major mode for Layerfiles: virtual machines, described step by step."
  (setq-local comment-start "# ")
  (setq-local comment-start-skip "#+[ \t]*")
  (setq-local font-lock-defaults '(layerfile--font-lock)))

;;;###autoload
(add-to-list 'auto-mode-alist '("/[Ll]ayer[Ff]ile\\(?:\\.[^/]*\\)?\\'" . layerfile-mode))
;;;###autoload
(add-to-list 'auto-mode-alist '("\\.[Ll]ayerfile\\'" . layerfile-mode))

(defvar eglot-server-programs)
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               (cons 'layerfile-mode (lambda (&rest _) layerfile-server-command))))

(provide 'layerfile-mode)
;;; layerfile-mode.el ends here

"""A small questionnaire with every kind of part, without mistakes. Tests put mistakes into it."""

SAMPLE = """\
name: sample
version: "1"
title: {zh: 样例, en: Sample}
outcome: INT
products:
  variable: product
  generic: {zh: 该产品, en: the product}
  options:
    - {code: huabei, name: {zh: 花呗, en: Huabei}, option: 1}
    - {code: baitiao, name: {zh: 白条, en: Baitiao}, option: 2}
scales:
  agree3:
    points: 3
    labels:
      zh: [不同意, 一般, 同意]
      en: [Disagree, Neutral, Agree]
    synonyms:
      3: [赞同]
  agree5:
    points: 5
    labels: {en: [a, b, c, d, e]}
constructs:
  - code: PU
    name: {zh: 有用性, en: Usefulness}
    items:
      - {code: PU1, text: {zh: 有用一, en: Useful one}}
      - {code: PU2, text: {zh: 有用二, en: Useful two}, aliases: [Q2]}
  - code: FR
    name: Financial risk
    valence: negative
    items:
      - {code: FR1, text: {en: Risk one}}
      - {code: FR2, text: {en: Risk two}}
  - code: PV
    name: Privacy risk
    items:
      - {code: PV1, text: {en: Private one}, reverse: true}
      - {code: PV2, text: {en: Private two}}
  - code: PR
    name: Risk
    facets: [FR, PV]
  - code: INT
    name: Intention
    items:
      - {code: IN1, text: {en: Intend one}}
      - code: IN2
        text:
          zh: 打算使用{P}
          en: I intend to use {P}
checks:
  - {code: AC1, kind: instructed, text: {zh: 请选同意, en: Select agree}, passes: [3]}
variables:
  - code: user
    name: {zh: 使用, en: User}
    text: {zh: 是否使用, en: Do you use it?}
    options:
      - {code: 1, label: {zh: 是, en: "Yes"}}
      - {code: 2, label: {zh: 否, en: "No"}}
  - code: product
    name: Product
    text: Which?
    options:
      - {code: 1, label: {zh: 花呗, en: Huabei}}
      - {code: 2, label: {zh: 白条, en: Baitiao}}
    base: {variable: user, options: [1]}
  - {code: age, name: Age, text: How old?, kind: number, minimum: 18, maximum: 99}
blocks:
  - {code: first, title: One, kind: matrix, entries: [PU, PR, AC1, INT]}
  - {code: second, title: Two, kind: questions, entries: [user, product, age]}
models:
  - name: base
    title: Base
    structure: |
      PR  ~ p*PU
      INT ~ a*PR + b*PU  # direct
      ind := a*p
hypotheses:
  - {id: H1, source: PU, target: PR, sign: "-"}
  - {id: H2, source: PR, target: INT, sign: "-"}
modules:
  - code: EX
    title: Extra
    facet_of: PR
    constructs:
      - code: SO
        name: Social risk
        items:
          - {code: SO1, text: {en: Social one}}
          - {code: SO2, text: {en: Social two}}
    blocks:
      - {code: third, title: Three, kind: matrix, entries: [SO]}
reference_values:
  - id: users
    statement: Use it
    value: 63.5
    base: residents
    measure: {variable: user, options: [1], where: {product: [1, 2]}}
    counts: [258, 406]
    source: someone
truth:
  model: base
  loading: 0.7
  paths:
    - {source: PU, target: PR, beta: -0.3}
    - {source: PR, target: INT, beta: -0.4}
    - {source: PU, target: INT, beta: 0.3}
  thresholds: {even: [-0.5, 0.5]}
  default_cut: even
  cuts: {PU: even}
  respondents:
    user: {1: 0.6, 2: 0.4}
  shifts:
    user: {2: {INT: -0.5}}
"""
